"""Targets with a capacity level: DynamoDB tables and indexes, Lambda functions."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Discriminator, Field, Tag, model_validator

from kickoff.aws.place import Place
from kickoff.calendar.model.fields import Count, Model, Units, rejection
from kickoff.calendar.model.pings import ClientContext, Guard, Payload, PingPeriod
from kickoff.timeline import Bounds, Combine, OverMax

_Region = Annotated[str, Field(pattern=r"^[a-z]{2,}(-[a-z]+)+-[0-9]+$", examples=["eu-west-1"])]
_RoleArn = Annotated[
    str, Field(max_length=640, pattern=r"^arn:aws[a-z-]*:iam::[0-9]{12}:role/[a-zA-Z0-9_+=,.@/-]+$")
]
_ExternalId = Annotated[str, Field(pattern=r"^[a-zA-Z0-9_+=,.@:/-]{2,255}$")]
_TableName = Annotated[str, Field(pattern=r"^[a-zA-Z0-9_.-]{3,255}$")]
_FunctionName = Annotated[str, Field(pattern=r"^[a-zA-Z0-9_-]{1,64}$")]
_Qualifier = Annotated[str, Field(pattern=r"^(\$LATEST|[a-zA-Z0-9_-]{1,128})$")]


class DemandSource(StrEnum):
    """The source of a target's demand: the profiles, or consumption of past fixtures."""

    WRITTEN = "written"
    AUTO = "auto"


class Mode(StrEnum):
    """The use of decisions: they are executed, or only described."""

    ACT = "act"
    OBSERVE = "observe"


class Drift(StrEnum):
    """The reaction to a live value that is neither kickoff's nor the baseline."""

    HOLD = "hold"
    ADOPT = "adopt"
    ENFORCE = "enforce"


class Billing(StrEnum):
    """The billing mode of a table, for prices; what is done follows the mode that AWS reports."""

    PROVISIONED = "provisioned"
    ON_DEMAND = "on-demand"


class _Bounded(Model):
    baseline: Count = Field(description="The level outside all fixtures.")
    max: Units = Field(description="Never exceeded, unless over_max is raise.")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.baseline > self.max:
            raise rejection(f"at most max ({self.max})", got=f"a baseline of {self.baseline}")
        return self


class CapacityBounds(_Bounded):
    """Read or write capacity units a second."""

    baseline: Units = Field(description="The level outside all fixtures.")


class Concurrency(_Bounded):
    """Execution environments of a function."""


class Warm(Concurrency):
    """Containers kept warm by pings."""

    every: PingPeriod = Field(description="A duration or a cron expression.")


class IndexCapacity(Model):
    """Capacity of a global secondary index."""

    read: CapacityBounds | None = None
    write: CapacityBounds | None = None


class _Target(Model):
    region: _Region | None = Field(None, description="Default: kickoff's own region.")
    role_arn: _RoleArn | None = Field(None, description="A role to assume, for another account.")
    external_id: _ExternalId | None = Field(
        None, description="The external ID, if the role's trust policy requires one."
    )
    combine: Combine = Field(
        Combine.SUM, strict=False, description="How demands of concurrent fixtures combine."
    )
    over_max: OverMax = Field(
        OverMax.REJECT, strict=False, description="How a demand above max is treated."
    )
    drift: Drift = Field(
        Drift.HOLD,
        strict=False,
        description="A value that somebody else set: hold leaves and reports it, adopt accepts it "
        "for good, enforce restores the calendar's.",
    )
    mode: Annotated[Mode, Field(strict=False)] | None = Field(
        None,
        description="observe: plan, measure, publish and review, and change nothing; "
        "act: the default. Without it the calendar's mode counts.",
    )
    arm: bool = Field(
        False,  # noqa: FBT003 (pydantic's signature)
        description="Register the next day's raises and restores as scheduled actions of "
        "Application Auto Scaling. They run even if kickoff does not.",
    )
    demand: DemandSource = Field(
        DemandSource.WRITTEN,
        strict=False,
        description="auto: learned from consumption; the profiles' numbers if that fails.",
    )

    @property
    def place(self) -> Place:
        """The account and region of the target."""
        return Place(self.region, self.role_arn, self.external_id)

    def capacities(self) -> Mapping[str, CapacityBounds | Concurrency]:
        """Return the bounds of each dimension, as the file has them."""
        raise NotImplementedError

    def bounds(self) -> Mapping[str, Bounds]:
        """Return the bounds of each dimension, for the timeline."""
        return {
            dimension: Bounds(capacity.baseline, capacity.max, self.combine, self.over_max)
            for dimension, capacity in self.capacities().items()
        }

    @model_validator(mode="after")
    def _has_a_level(self) -> Self:
        if not self.capacities():
            accepted = "something with a level: read or write, or warm or provisioned"
            raise rejection(accepted, got="none")
        return self


class TableTarget(_Target):
    """A DynamoDB table and its indexes."""

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


class FunctionTarget(_Target):
    """A Lambda function, at the version or alias its callers use."""

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

    def capacities(self) -> Mapping[str, Concurrency]:
        """Return the bounds of `warm` and `provisioned`."""
        named = {"warm": self.warm, "provisioned": self.provisioned}
        return {dimension: capacity for dimension, capacity in named.items() if capacity}


# Tags appear in the paths of pydantic's errors. Angle brackets distinguish them from keys.
KINDS: Mapping[str, type[_Target]] = {"<table>": TableTarget, "<function>": FunctionTarget}


def _kind(value: Any) -> str | None:  # noqa: ANN401 (any YAML value)
    named = [kind for kind in KINDS if isinstance(value, dict) and kind.strip("<>") in value]
    return named[0] if len(named) == 1 else None


Target = Annotated[
    Annotated[TableTarget, Tag("<table>")] | Annotated[FunctionTarget, Tag("<function>")],
    Discriminator(
        _kind,
        custom_error_type="rejected",
        custom_error_message="either a table or a function, by its name",
    ),
]
