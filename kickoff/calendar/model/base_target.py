"""The keys that all targets share."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from kickoff.aws.place import Place
from kickoff.calendar.model.fields import Count, Model, Risk, Units, rejection
from kickoff.timeline import Bounds, Combine, OverMax

_Region = Annotated[str, Field(pattern=r"^[a-z]{2,}(-[a-z]+)+-[0-9]+$", examples=["eu-west-1"])]
_RoleArn = Annotated[
    str, Field(max_length=640, pattern=r"^arn:aws[a-z-]*:iam::[0-9]{12}:role/[a-zA-Z0-9_+=,.@/-]+$")
]
_ExternalId = Annotated[str, Field(pattern=r"^[a-zA-Z0-9_+=,.@:/-]{2,255}$")]


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


class LevelBounds(Model):
    """The least and the most of a level."""

    baseline: Count = Field(description="The level outside all fixtures.")
    max: Units = Field(description="Never exceeded, unless over_max is raise.")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.baseline > self.max:
            raise rejection(f"at most max ({self.max})", got=f"a baseline of {self.baseline}")
        return self


class CountBounds(LevelBounds):
    """A number that may be 0, in the unit of its key."""


class UnitBounds(LevelBounds):
    """A number of at least 1, in the unit of its key."""

    baseline: Units = Field(description="The level outside all fixtures.")


class CapacityBounds(UnitBounds):
    """Read or write capacity units a second."""


class Concurrency(CountBounds):
    """Execution environments of a function."""


class BaseTarget(Model):
    """A thing with a level.

    `noun`: the key that names its resource, and the word for it in messages. `levels`: the keys of
    its levels. `priced`: the cap of dollars counts them.
    """

    noun: ClassVar[str] = ""
    levels: ClassVar[str] = ""
    priced: ClassVar[bool] = True

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
    risk: Risk = Field(
        0.1,
        validate_default=True,
        description="With demand: auto: the share of minutes in which a forecast may be too low. "
        "A lower risk holds more capacity.",
    )

    @property
    def place(self) -> Place:
        """The account and region of the target."""
        return Place(self.region, self.role_arn, self.external_id)

    @property
    def label(self) -> str:
        """The resource for a person: `table prices`."""
        return f"{self.noun} {getattr(self, self.noun)}"

    @property
    def identity(self) -> tuple[object, ...]:
        """The resource: two targets of one resource are an error."""
        return (self.noun, getattr(self, self.noun), self.place)

    def capacities(self) -> Mapping[str, LevelBounds]:
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
            raise rejection(f"something with a level: {self.levels}", got="none")
        return self
