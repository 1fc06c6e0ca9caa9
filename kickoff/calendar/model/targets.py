"""Targets of the calendar: DynamoDB tables, Lambda functions, and the choice among all targets."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Self

from pydantic import Discriminator, Field, Tag, model_validator

from kickoff.calendar.model.base_target import BaseTarget, CapacityBounds, Concurrency
from kickoff.calendar.model.fields import Model, rejection
from kickoff.calendar.model.pings import ClientContext, Guard, Payload, PingPeriod
from kickoff.calendar.model.service_targets import (
    AuroraTarget,
    EcsTarget,
    ElastiCacheTarget,
    KeyspacesTarget,
    RegisteredTarget,
    SageMakerTarget,
    StreamTarget,
)

# The version that a function without qualifier is called at.
_LATEST = "$LATEST"
_TableName = Annotated[str, Field(pattern=r"^[a-zA-Z0-9_.-]{3,255}$")]
_FunctionName = Annotated[str, Field(pattern=r"^[a-zA-Z0-9_-]{1,64}$")]
_Qualifier = Annotated[str, Field(pattern=r"^(\$LATEST|[a-zA-Z0-9_-]{1,128})$")]


class Billing(StrEnum):
    """The billing mode of a table, for prices; what is done follows the mode that AWS reports."""

    PROVISIONED = "provisioned"
    ON_DEMAND = "on-demand"


class Warm(Concurrency):
    """Containers kept warm by pings."""

    every: PingPeriod = Field(description="A duration or a cron expression.")


class IndexCapacity(Model):
    """Capacity of a global secondary index."""

    read: CapacityBounds | None = None
    write: CapacityBounds | None = None


class TableTarget(BaseTarget):
    """A DynamoDB table and its indexes."""

    noun: ClassVar[str] = "table"
    levels: ClassVar[str] = "read or write, of the table or of its indexes"

    table: _TableName = Field(description="Name of the table.")
    read: CapacityBounds | None = None
    write: CapacityBounds | None = None
    indexes: dict[_TableName, IndexCapacity] = Field(
        default_factory=dict, description="Global secondary indexes, by name."
    )
    billing: Billing = Field(
        Billing.PROVISIONED,
        strict=False,
        description="The table's billing mode; used for prices only.",
    )
    prewarm: bool = Field(
        False,  # noqa: FBT003 (pydantic's signature)
        description="Allow raising warm throughput. It is charged once and cannot be lowered.",
    )

    def capacities(self) -> Mapping[str, CapacityBounds]:
        """Return the bounds of `read`, `write`, `INDEX.read`, `INDEX.write`."""
        named = {"read": self.read, "write": self.write}
        for name, index in self.indexes.items():
            named |= {f"{name}.read": index.read, f"{name}.write": index.write}
        return {dimension: capacity for dimension, capacity in named.items() if capacity}


class FunctionTarget(BaseTarget):
    """A Lambda function, at the version or alias its callers use."""

    noun: ClassVar[str] = "function"
    levels: ClassVar[str] = "warm or provisioned"

    function: _FunctionName = Field(description="Name of the function.")
    qualifier: _Qualifier | None = Field(
        None, description="The alias or version callers use; each has its own containers."
    )
    warm: Warm | None = Field(None, description="Containers kept warm by pings.")
    provisioned: Concurrency | None = Field(None, description="Provisioned concurrency.")
    memory: Annotated[int, Field(ge=128, le=10_240)] = Field(
        1024, description="Megabytes; used for prices only."
    )
    guard: Guard = Field(
        Guard.KICKOFF, strict=False, description="Answers pings before business code."
    )
    payload: Payload | None = Field(
        None, description="The payload of pings, for a guard without a name here."
    )
    client_context: ClientContext | None = Field(
        None, description="The client context of pings; requires payload."
    )

    @model_validator(mode="after")
    def _has_one_ping_format(self) -> Self:
        if self.payload is not None and "guard" in self.model_fields_set:
            raise rejection("either a guard or a payload of your own", got="both")
        if self.payload is None and self.client_context is not None:
            raise rejection("client_context with a payload; {} if it is empty", got="no payload")
        return self

    @property
    def label(self) -> str:
        """The function with its qualifier: `function settlement:live`."""
        return f"{self.noun} {self.function}" + (f":{self.qualifier}" if self.qualifier else "")

    @property
    def identity(self) -> tuple[object, ...]:
        """The function at its version; without a qualifier it is called at `$LATEST`."""
        return (self.noun, self.function, self.qualifier or _LATEST, self.place)

    def capacities(self) -> Mapping[str, Concurrency]:
        """Return the bounds of `warm` and `provisioned`."""
        named = {"warm": self.warm, "provisioned": self.provisioned}
        return {dimension: capacity for dimension, capacity in named.items() if capacity}


# Tags appear in the paths of pydantic's errors. Angle brackets distinguish them from keys.
KINDS: Mapping[str, type[BaseTarget]] = {
    f"<{each.noun}>": each
    for each in (
        TableTarget,
        FunctionTarget,
        EcsTarget,
        AuroraTarget,
        ElastiCacheTarget,
        KeyspacesTarget,
        SageMakerTarget,
        StreamTarget,
        RegisteredTarget,
    )
}


def _kind(value: Any) -> str | None:  # noqa: ANN401 (any YAML value)
    named = [kind for kind in KINDS if isinstance(value, dict) and kind.strip("<>") in value]
    return named[0] if len(named) == 1 else None


Target = Annotated[
    Annotated[TableTarget, Tag("<table>")]
    | Annotated[FunctionTarget, Tag("<function>")]
    | Annotated[EcsTarget, Tag("<ecs>")]
    | Annotated[AuroraTarget, Tag("<aurora>")]
    | Annotated[ElastiCacheTarget, Tag("<elasticache>")]
    | Annotated[KeyspacesTarget, Tag("<keyspaces>")]
    | Annotated[SageMakerTarget, Tag("<sagemaker>")]
    | Annotated[StreamTarget, Tag("<stream>")]
    | Annotated[RegisteredTarget, Tag("<scalable>")],
    Discriminator(
        _kind,
        custom_error_type="rejected",
        custom_error_message="one resource by its key: "
        + ", ".join(each.noun for each in KINDS.values()),
    ),
]
