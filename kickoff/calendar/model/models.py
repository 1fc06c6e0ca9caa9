"""The calendar file, part by part. Field descriptions are what editors show."""

from datetime import timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from kickoff.calendar.model.fields import (
    Count,
    Fold,
    Label,
    Model,
    Scale,
    Share,
    Version,
    Zone,
    refused,
)
from kickoff.calendar.model.problems import Path
from kickoff.calendar.model.targets import Target
from kickoff.calendar.model.times import Cron, Day, Duration, FixturePoint, Kickoff, Length


class Status(StrEnum):
    """Whether a fixture takes place; a postponed one keeps its line until it has a new date."""

    SCHEDULED = "scheduled"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class IndexDemand(Model):
    """What a fixture asks of an index, in capacity units a second."""

    read: Count | None = None
    write: Count | None = None


class TargetDemand(Model):
    """What a fixture asks of one target, at scale 1."""

    read: Count | None = Field(None, description="Read capacity units a second.")
    write: Count | None = Field(None, description="Write capacity units a second.")
    indexes: dict[str, IndexDemand] = Field(default_factory=dict)
    warm: Count | None = Field(None, description="Warm containers.")
    provisioned: Count | None = Field(None, description="Provisioned concurrency.")

    def amounts(self) -> dict[str, int]:
        """What is asked, by dimension."""
        named = {
            "read": self.read,
            "write": self.write,
            "warm": self.warm,
            "provisioned": self.provisioned,
        }
        for name, index in self.indexes.items():
            named |= {f"{name}.read": index.read, f"{name}.write": index.write}
        return {dimension: amount for dimension, amount in named.items() if amount is not None}

    def paths(self) -> dict[str, Path]:
        """Where each dimension that is asked stands, from here."""
        indexed = {
            f"{name}.{unit}": ("indexes", name, unit)
            for name in self.indexes
            for unit in ("read", "write")
        }
        return {dimension: indexed.get(dimension, (dimension,)) for dimension in self.amounts()}


class PhaseShare(Model):
    """From a point of the fixture on, a share of its demand."""

    start: FixturePoint = Field(alias="from", description="kickoff or end, plus or minus a time.")
    share: Share = Field(description="From 0 to 1.")


class Profile(Model):
    """What a class of fixtures demands of each target, and the shape of it through time."""

    lasts: Length | None = Field(None, description="From kick-off to end.")
    lead: Duration = Field(timedelta(), description="The window opens this long before kick-off.")
    tail: Duration = Field(timedelta(), description="Held this long after the end.")
    demand: dict[str, TargetDemand] = Field(default_factory=dict, description="By target.")
    phases: tuple[PhaseShare, ...] = Field(
        (), strict=False, description="Shape inside the window; nothing is asked before the first."
    )


class Event(Model):
    """What every line that makes fixtures says."""

    profile: Label = Field(description="A profile's name.")
    scale: Scale = Field(1, validate_default=True, description="Times the profile's demand.")
    lasts: Length | None = Field(None, description="Instead of the profile's.")


class DatedFixture(Event):
    """A fixture with a date."""

    name: Label
    kickoff: Kickoff = Field(description="In the calendar's time zone, unless it names an offset.")
    status: Status = Field(Status.SCHEDULED, strict=False)
    fold: Fold | None = Field(
        None, description="Which, of a time that exists twice: 0 the first, 1 the second."
    )


class RecurringFixture(Event):
    """Fixtures by a rule, in the calendar's time zone."""

    name: Label
    cron: Cron = Field(description="Minute, hour, day, month, weekday.")
    start: Day | None = Field(None, alias="from", description="The first day.")
    until: Day | None = Field(None, description="The last day, itself included.")
    skipped: tuple[Day, ...] = Field((), alias="except", strict=False, description="Days left out.")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.start and self.until and self.until < self.start:
            raise refused(f"on or after from ({self.start})", got=f"until {self.until}")
        return self


class ImportedCalendar(Event):
    """Fixtures from an iCalendar file; its entries' own ends count where no length is named."""

    ics: Label = Field(description="A path, beside this file.")


class CalendarFile(Model):
    """kickoff's calendar: targets, profiles, and the fixtures that ask for capacity."""

    version: Version
    timezone: Zone = Field(ZoneInfo("UTC"), description="Zone of the local times below.")
    targets: dict[Label, Target] = Field(default_factory=dict)
    profiles: dict[Label, Profile] = Field(default_factory=dict)
    fixtures: tuple[DatedFixture, ...] = Field((), strict=False)
    recurring: tuple[RecurringFixture, ...] = Field((), strict=False)
    calendars: tuple[ImportedCalendar, ...] = Field((), strict=False)

    def events(self) -> dict[str, tuple[Event, ...]]:
        """All lines that make fixtures, by the key they stand under."""
        return {
            "fixtures": self.fixtures,
            "recurring": self.recurring,
            "calendars": self.calendars,
        }
