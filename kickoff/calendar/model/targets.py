"""What has a level: DynamoDB tables and indexes, Lambda functions."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Discriminator, Field, Tag, model_validator

from kickoff.aws.place import Place
from kickoff.calendar.model.fields import Count, Model, Units, refused
from kickoff.calendar.model.guards import ClientContext, Guard, Payload
from kickoff.calendar.model.times import PingPeriod
from kickoff.timeline import Bounds, Combine, OverMax

_Region = Annotated[str, Field(pattern=r"^[a-z]{2}(-[a-z]+)+-[0-9]+$", examples=["eu-west-1"])]
_RoleArn = Annotated[
    str, Field(max_length=640, pattern=r"^arn:aws[a-z-]*:iam::[0-9]{12}:role/[a-zA-Z0-9_+=,.@/-]+$")
]
_ExternalId = Annotated[str, Field(pattern=r"^[a-zA-Z0-9_+=,.@:/-]{2,255}$")]
_TableName = Annotated[str, Field(pattern=r"^[a-zA-Z0-9_.-]{3,255}$")]
_FunctionName = Annotated[str, Field(pattern=r"^[a-zA-Z0-9_-]{1,64}$")]
_Qualifier = Annotated[str, Field(pattern=r"^(\$LATEST|[a-zA-Z0-9_-]{1,128})$")]


class DemandSource(StrEnum):
    """Whose numbers a target goes by: the profiles', or those learned from consumption."""

    WRITTEN = "written"
    AUTO = "auto"


class _Bounded(Model):
    baseline: Count = Field(description="The level outside all fixtures.")
    max: Units = Field(description="Never exceeded, but where over_max is raise.")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.baseline > self.max:
            raise refused(f"at most max ({self.max})", got=f"a baseline of {self.baseline}")
        return self


class CapacityBounds(_Bounded):
    """Read or write capacity units a second."""

    baseline: Units = Field(description="The level outside all fixtures.")


class Concurrency(_Bounded):
    """Execution environments of a function."""


class Warm(Concurrency):
    """Containers kept warm by pings."""

    every: PingPeriod = Field(description="How often: a duration, or a cron expression.")


class IndexCapacity(Model):
    """What of a global secondary index has a level."""

    read: CapacityBounds | None = None
    write: CapacityBounds | None = None


class Drift(StrEnum):
    """What becomes of a live value that is neither kickoff's nor the baseline."""

    HOLD = "hold"
    ADOPT = "adopt"
    ENFORCE = "enforce"


class _Target(Model):
    region: _Region | None = Field(None, description="Ours where none is named.")
    role_arn: _RoleArn | None = Field(None, description="A role to assume, for another account.")
    external_id: _ExternalId | None = Field(
        None, description="What that role's trust asks for, if it does."
    )
    combine: Combine = Field(
        Combine.SUM, strict=False, description="How the demands of concurrent fixtures make one."
    )
    over_max: OverMax = Field(
        OverMax.REJECT, strict=False, description="What becomes of a demand above max."
    )
    drift: Drift = Field(
        Drift.HOLD,
        strict=False,
        description="A value somebody else set: hold leaves it and reports it, adopt makes it "
        "theirs for good, enforce takes it back to the calendar's.",
    )
    arm: bool = Field(
        False,  # noqa: FBT003 (pydantic's signature)
        description="Let the next day's raises and restores stand as scheduled actions of "
        "Application Auto Scaling, which come even if kickoff does not run.",
    )
    demand: DemandSource = Field(
        DemandSource.WRITTEN,
        strict=False,
        description="auto: learned from consumption, the profiles' numbers where that fails.",
    )

    @property
    def place(self) -> Place:
        """Where the target lives."""
        return Place(self.region, self.role_arn, self.external_id)

    def capacities(self) -> Mapping[str, CapacityBounds | Concurrency]:
        """What has a level, by dimension."""
        raise NotImplementedError

    def bounds(self) -> Mapping[str, Bounds]:
        """What each dimension's level may be."""
        return {
            dimension: Bounds(capacity.baseline, capacity.max, self.combine, self.over_max)
            for dimension, capacity in self.capacities().items()
        }

    @model_validator(mode="after")
    def _has_a_level(self) -> Self:
        if not self.capacities():
            accepted = "something with a level: read or write, or warm or provisioned"
            raise refused(accepted, got="none")
        return self


class TableTarget(_Target):
    """A DynamoDB table and its indexes."""

    table: _TableName = Field(description="The table's name.")
    read: CapacityBounds | None = None
    write: CapacityBounds | None = None
    indexes: dict[_TableName, IndexCapacity] = Field(
        default_factory=dict, description="Global secondary indexes, by name."
    )
    prewarm: bool = Field(
        False,  # noqa: FBT003 (pydantic's signature)
        description="May warm throughput be raised? It is charged once and cannot be lowered.",
    )

    def capacities(self) -> Mapping[str, CapacityBounds]:
        """What has a level, by dimension: `read`, `write`, `INDEX.read`, `INDEX.write`."""
        named = {"read": self.read, "write": self.write}
        for name, index in self.indexes.items():
            named |= {f"{name}.read": index.read, f"{name}.write": index.write}
        return {dimension: capacity for dimension, capacity in named.items() if capacity}


class FunctionTarget(_Target):
    """A Lambda function, at the version or alias its callers use."""

    function: _FunctionName = Field(description="The function's name.")
    qualifier: _Qualifier | None = Field(
        None, description="The alias or version callers use; each has containers of its own."
    )
    warm: Warm | None = Field(None, description="Containers kept warm by pings.")
    provisioned: Concurrency | None = Field(None, description="Provisioned concurrency.")
    memory: Annotated[int, Field(ge=128, le=10_240)] = Field(
        1024, description="Megabytes, for prices alone."
    )
    guard: Guard = Field(
        Guard.KICKOFF, strict=False, description="What answers its pings before business code."
    )
    payload: Payload | None = Field(
        None, description="What its pings carry, for a guard that is none of the named."
    )
    client_context: ClientContext | None = Field(
        None, description="The client context of its pings, beside a payload."
    )

    @model_validator(mode="after")
    def _pinged_in_one_way(self) -> Self:
        if self.payload is not None and "guard" in self.model_fields_set:
            raise refused("either a guard or a payload of your own", got="both")
        if self.payload is None and self.client_context is not None:
            raise refused("a payload beside client_context: {} where it says nothing", got="none")
        return self

    def capacities(self) -> Mapping[str, Concurrency]:
        """What has a level, by dimension: `warm`, `provisioned`."""
        named = {"warm": self.warm, "provisioned": self.provisioned}
        return {dimension: capacity for dimension, capacity in named.items() if capacity}


# Tags stand in the paths of pydantic's errors; angle brackets tell them from keys of the file.
KINDS: Mapping[str, type[_Target]] = {"<table>": TableTarget, "<function>": FunctionTarget}


def _kind(value: Any) -> str | None:  # noqa: ANN401 (whatever the file holds)
    named = [kind for kind in KINDS if isinstance(value, dict) and kind.strip("<>") in value]
    return named[0] if len(named) == 1 else None


Target = Annotated[
    Annotated[TableTarget, Tag("<table>")] | Annotated[FunctionTarget, Tag("<function>")],
    Discriminator(
        _kind,
        custom_error_type="refused",
        custom_error_message="either a table or a function, by its name",
    ),
]
