"""What was seen of a fixture, and what follows from it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from kickoff.timeline import Fixture, Key
from prescaler.model import Entry

_MINUTE = timedelta(minutes=1)


class Origin(StrEnum):
    """Who told when something happened."""

    TRAIL = "trail"
    CLOUDWATCH = "CloudWatch"


@dataclass(frozen=True, slots=True)
class Told:
    """When something happened, and who told."""

    at: datetime
    origin: Origin


@dataclass(frozen=True, slots=True)
class Price:
    """Dollars above the baseline: what was held, and the highest of it all of the time reviewed."""

    held: float
    always: float


@dataclass(frozen=True, slots=True)
class Story:
    """What the trail has of one dimension and one fixture, oldest first.

    `changes`: the raises and lowerings of its window, and what took them back after it. `asked`:
    the first raise made for it. `in_vain`: changes that were asked again from the same value, so
    refused or failed. `others`: changes that met a value (`before`) which somebody else had set.
    `ready`: when the lease says it was there. `whole`: the trail reaches back to before it.
    """

    changes: tuple[Entry, ...] = ()
    asked: datetime | None = None
    in_vain: tuple[Entry, ...] = ()
    others: tuple[Entry, ...] = ()
    ready: datetime | None = None
    whole: bool = True


@dataclass(frozen=True, slots=True)
class WindowSeries:
    """One dimension through a window, a value a minute, in units a second.

    `live` is 0 in minutes without a published value. `throttled` counts requests.
    """

    consumed: list[float] = field(default_factory=list)
    planned: list[int] = field(default_factory=list)
    live: list[int] = field(default_factory=list)
    throttled: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CapacityReview:
    """A dimension of a table or an alias through one fixture's window, in units a second.

    Attributes:
        level: The highest planned.
        excess: The most that fixtures asked above a maximum.
        raised: The level is above the baseline.
        peak: The busiest minute.
        held: What was there then; None where that was not published.
        use: The highest share of a minute's planned level.
        throttled: Requests refused.
        unready: Those of them that were refused before the level was there.
        spilled: Requests that containers on demand served, for what is provisioned was busy.
        drifted: Ticks that saw a value of somebody else.
        asked: When it was first asked for.
        ready: When it was first read back as there.
        story: What the trail has; None without one.
        series: The window, minute by minute.
    """

    key: Key
    level: int
    excess: int
    raised: bool
    peak: float
    held: int | None
    use: float
    throttled: int
    unready: int
    spilled: int
    drifted: int
    asked: Told | None
    ready: Told | None
    story: Story | None
    price: Price
    series: WindowSeries


@dataclass(frozen=True, slots=True)
class Warmth:
    """A function through one fixture's window: what waves asked for, and the least they had.

    `cold` counts the pings that started a container, `cold_after` those of them after kick-off: had
    all been kept warm, none. None where nothing proves it. `throttled` are requests and pings.
    `first`: when the first wave of the window was.
    """

    key: Key
    asked: int
    had: int | None
    cold: int | None
    cold_after: int | None
    throttled: int
    first: datetime | None
    price: Price


class Kind(StrEnum):
    """What an advice is about."""

    TOO_LATE = "too late"
    TOO_LITTLE = "too little"
    TOO_MUCH = "too much"
    LOOK = "look into"


@dataclass(frozen=True, slots=True)
class Advice:
    """What to change; `about` is a dimension, as `prices.read`."""

    kind: Kind
    about: str
    says: str


@dataclass(frozen=True, slots=True)
class Review:
    """One fixture; `until` is the first instant of its window that is not over yet, or its end."""

    fixture: Fixture
    until: datetime
    capacities: tuple[CapacityReview, ...]
    warmths: tuple[Warmth, ...]
    advice: tuple[Advice, ...] = ()

    @property
    def over(self) -> bool:
        """Is its window past?"""
        return self.until >= self.fixture.closes

    @property
    def asked(self) -> Told | None:
        """When the first raise was asked for."""
        known = [each.asked for each in self.capacities if each.asked]
        return min(known, key=lambda each: each.at, default=None)

    @property
    def ready(self) -> Told | None:
        """When the last of what had to be raised was there; None while one is not known to be."""
        known = [each.ready for each in self.capacities if each.raised]
        there = [ready for ready in known if ready]
        return max(there, key=lambda each: each.at) if there and len(there) == len(known) else None

    @property
    def throttled(self) -> int:
        """Requests refused, of all dimensions."""
        of_capacity = sum(each.throttled for each in self.capacities)
        return of_capacity + sum(each.throttled for each in self.warmths)

    @property
    def busiest(self) -> CapacityReview | None:
        """The dimension that consumed the highest share of its level."""
        return max(self.capacities, key=lambda each: each.use, default=None)

    @property
    def price(self) -> Price:
        """Of all dimensions."""
        prices = [each.price for each in self.capacities]
        prices += [each.price for each in self.warmths]
        return Price(sum(each.held for each in prices), sum(each.always for each in prices))

    def before(self, told: Told | None) -> float | None:
        """When that was in minutes before kick-off; negative is after it."""
        return None if told is None else (self.fixture.kickoff - told.at) / _MINUTE
