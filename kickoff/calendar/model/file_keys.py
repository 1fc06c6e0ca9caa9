"""The models of the calendar file. Editors show the descriptions of the fields."""

from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any, Generic, Self, TypeVar
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from kickoff.calendar.model.base_target import Mode
from kickoff.calendar.model.cron import Cron
from kickoff.calendar.model.feed_url import FeedHeader, FeedUrl, shown
from kickoff.calendar.model.fields import (
    Count,
    Fold,
    Label,
    Model,
    Ratio,
    Scale,
    Share,
    Tags,
    Version,
    Zone,
    rejection,
)
from kickoff.calendar.model.mapping import FeedRule
from kickoff.calendar.model.problems import Path
from kickoff.calendar.model.status import Status
from kickoff.calendar.model.targets import Target
from kickoff.calendar.model.times import (
    ClockTime,
    Day,
    Days,
    Duration,
    FixturePoint,
    Kickoff,
    Length,
)

Number = TypeVar("Number")


class IndexLevels(Model, Generic[Number]):
    """A number for the reads and one for the writes of an index."""

    read: Number | None = None
    write: Number | None = None


class Levels(Model, Generic[Number]):
    """A number for each dimension of one target."""

    read: Number | None = Field(None, description="Read capacity units a second.")
    write: Number | None = Field(None, description="Write capacity units a second.")
    indexes: dict[str, IndexLevels[Number]] = Field(default_factory=dict)
    warm: Number | None = Field(None, description="Warm containers.")
    provisioned: Number | None = Field(None, description="Provisioned concurrency.")
    tasks: Number | None = Field(None, description="Tasks of an ECS service.")
    replicas: Number | None = Field(None, description="Replicas of a database or of a shard.")
    shards: Number | None = Field(None, description="Shards of a cache or a stream.")
    warm_throughput: Number | None = Field(None, description="MiB a second of a stream.")
    instances: Number | None = Field(None, description="Instances of a SageMaker variant.")
    capacity: Number | None = Field(None, description="Capacity of any other scalable target.")

    def amounts(self) -> dict[str, Number]:
        """Return the number of each dimension that has one."""
        named: dict[str, Number | None] = self.model_dump(exclude={"indexes", "target"})
        for name, index in self.indexes.items():
            named |= {f"{name}.read": index.read, f"{name}.write": index.write}
        return {dimension: amount for dimension, amount in named.items() if amount is not None}

    def paths(self) -> dict[str, Path]:
        """Return the path of each dimension that has a number, relative to this model."""
        indexed = {
            f"{name}.{unit}": ("indexes", name, unit)
            for name in self.indexes
            for unit in ("read", "write")
        }
        return {dimension: indexed.get(dimension, (dimension,)) for dimension in self.amounts()}


class TargetDemand(Levels[Count]):
    """The demand of a fixture on one target, at scale 1."""


class GroupLink(Levels[Ratio]):
    """One target of a group: its demand for each unit of the group's number."""

    target: Label = Field(description="Name of a target.")


class Ending(Model):
    """The end of a fixture: a length from kick-off, or a time of day."""

    lasts: Length | None = Field(None, description="Time from kick-off to the end.")
    ends: ClockTime | None = Field(
        None, description="Local time of the end, such as 06:00, whatever the clocks do."
    )

    @model_validator(mode="after")
    def _one_end(self) -> Self:
        if self.lasts is not None and self.ends is not None:
            raise rejection("either lasts or ends", got="both")
        return self


class PhaseShare(Model):
    """A share of the demand, from a point of the fixture on."""

    start: FixturePoint = Field(alias="from", description="kickoff or end, plus or minus a time.")
    share: Share = Field(description="From 0 to 1.")


class Profile(Ending):
    """The demand of a class of fixtures on each target, and its shape over time."""

    lead: Duration = Field(timedelta(), description="The window opens this long before kick-off.")
    tail: Duration = Field(timedelta(), description="The window closes this long after the end.")
    demand: dict[str, TargetDemand] = Field(default_factory=dict, description="By target.")
    groups: dict[str, Count] = Field(
        default_factory=dict, description="One number for each group, such as bets a minute."
    )
    phases: tuple[PhaseShare, ...] = Field(
        (), strict=False, description="Shape inside the window; 0 before the first phase."
    )


class FixtureEntry(Ending):
    """The keys shared by all entries that make fixtures. Their end replaces the profile's."""

    profile: Label | None
    scale: Scale = Field(1, validate_default=True, description="Factor of the profile's demand.")
    tags: Tags = Field(
        (),
        strict=False,
        description="What the event is, such as derby or final: kickoff compares past peaks by it.",
    )


class DatedFixture(FixtureEntry):
    """A fixture with a date: with the demand of a profile, or with levels of its own."""

    profile: Label | None = Field(None, description="Name of a profile.")
    level: dict[str, TargetDemand] | None = Field(
        None,
        description="Instead of a profile: the least level of each target, by target. "
        "It is not added to the demand of other fixtures.",
    )
    name: Label
    kickoff: Kickoff = Field(description="In the calendar's time zone, unless it has an offset.")
    status: Status = Field(Status.SCHEDULED, strict=False)
    fold: Fold | None = Field(
        None, description="For a local time that exists twice: 0 is the first, 1 the second."
    )

    @model_validator(mode="after")
    def _one_demand(self) -> Self:
        if (self.profile is None) == (self.level is None):
            raise rejection("either profile or level", got="both" if self.level else "neither")
        return self


class RecurringFixture(FixtureEntry):
    """Fixtures by a cron rule."""

    profile: Label = Field(description="Name of a profile.")
    name: Label
    cron: Cron = Field(description="Minute, hour, day, month, weekday.")
    start: Day | None = Field(None, alias="from", description="The first day.")
    until: Day | None = Field(None, description="The last day, included.")
    timezone: Zone | None = Field(None, description="Zone of the rule; else the calendar's.")
    skipped: Days = Field((), alias="except", strict=False, description="Days left out.")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.start and self.until and self.until < self.start:
            raise rejection(f"on or after from ({self.start})", got=f"until {self.until}")
        return self


class AllDay(StrEnum):
    """The treatment of entries without a time of day."""

    LEAVE_OUT = "leave_out"
    HOLD = "hold"


class ImportedCalendar(FixtureEntry):
    """Fixtures from an iCalendar file. Without lasts or ends, each entry's own end counts."""

    ics: Label | None = Field(None, description="A path relative to this file, or an address.")
    url: FeedUrl | None = Field(None, description="An https address, fetched every 15 minutes.")
    header: FeedHeader | None = Field(None, description="A secret header for the url.")
    profile: Label | None = Field(
        None, description="Profile of entries that match no rule; without it they are left out."
    )
    rules: tuple[FeedRule, ...] = Field(
        (), strict=False, description="The first rule that matches an entry decides."
    )
    timezone: Zone | None = Field(None, description="Zone of times without a zone.")
    zones: dict[str, Zone] = Field(default_factory=dict, description="Zones of the feed, by name.")
    all_day: AllDay = Field(
        AllDay.LEAVE_OUT, strict=False, description="hold: a fixture from midnight to midnight."
    )
    skipped: Days = Field((), alias="except", strict=False, description="Days left out.")

    @model_validator(mode="after")
    def _mapped(self) -> Self:
        if (self.ics is None) == (self.url is None):
            raise rejection("either ics or url", got="both" if self.ics else "neither")
        if self.profile is None and not self.rules:
            raise rejection("a profile, or rules that name one", got="neither")
        return self

    @property
    def name(self) -> str:
        """The file, or the address without its query and its tokens."""
        return shown(self.url) if self.url else str(self.ics)


Group = Annotated[tuple[GroupLink, ...], Field(strict=False, min_length=1)]


class CalendarFile(Model):
    """The kickoff calendar: targets, profiles, and the fixtures that need capacity."""

    version: Version
    timezone: Zone = Field(ZoneInfo("UTC"), description="Zone of the local times below.")
    mode: Mode = Field(
        Mode.ACT,
        strict=False,
        description="observe: plan, measure, publish and review, and change nothing.",
    )
    targets: dict[Label, Target] = Field(default_factory=dict)
    groups: dict[Label, Group] = Field(
        default_factory=dict, description="Targets that one number drives, such as bets a minute."
    )
    profiles: dict[Label, Profile] = Field(default_factory=dict)
    fixtures: tuple[DatedFixture, ...] = Field((), strict=False)
    recurring: tuple[RecurringFixture, ...] = Field((), strict=False)
    calendars: tuple[ImportedCalendar, ...] = Field((), strict=False)
    skipped: Days = Field(
        (), alias="except", strict=False, description="Days without any fixture, by kick-off."
    )

    def demands(self) -> Iterator[tuple[Path, str, Levels[Any]]]:
        """Yield the demands of profiles, the levels of fixtures and the links of groups.

        Each with its path, and the name of its target.
        """
        for name, profile in self.profiles.items():
            for target, demand in profile.demand.items():
                yield ("profiles", name, "demand", target), target, demand
        for index, fixture in enumerate(self.fixtures):
            for target, demand in (fixture.level or {}).items():
                yield ("fixtures", index, "level", target), target, demand
        for name, group in self.groups.items():
            for index, link in enumerate(group):
                yield ("groups", name, index), link.target, link

    def groups_named(self) -> Iterator[tuple[Path, str]]:
        """Yield each reference to a group, with its path."""
        for name, profile in self.profiles.items():
            yield from ((("profiles", name, "groups", each), each) for each in profile.groups)

    def profiles_named(self) -> Iterator[tuple[Path, str]]:
        """Yield each reference to a profile, with its path."""
        for section in ("fixtures", "recurring", "calendars"):
            for index, entry in enumerate(getattr(self, section)):
                if entry.profile is not None:
                    yield (section, index, "profile"), entry.profile
        for index, feed in enumerate(self.calendars):
            for number, rule in enumerate(feed.rules):
                if rule.profile is not None:
                    yield ("calendars", index, "rules", number, "profile"), rule.profile


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a calendar file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": "Editors use this for a file that begins: "
        "# yaml-language-server: $schema=<path of this>",
        **CalendarFile.model_json_schema(),
    }
