"""The review of a fixture: its dimensions, their cost, and recommendations."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from kickoff.forecast.calibration import Calibration
from kickoff.timeline import Fixture, Key
from prescaler.model import Entry

# A lead that grows with the raise begins before the window.
EARLIEST = timedelta(hours=2)
_MINUTE = timedelta(minutes=1)


class InstantSource(StrEnum):
    """The source of an instant."""

    LEASES = "trail"
    CLOUDWATCH = "CloudWatch"


@dataclass(frozen=True, slots=True)
class SourcedInstant:
    """An instant with its source."""

    at: datetime
    source: InstantSource


@dataclass(frozen=True, slots=True)
class FixtureCost:
    """Dollars above the baseline.

    `held`: the capacity held in the window. `always`: the highest level, held for the whole period.
    `known`: kickoff has its price.
    """

    held: float
    always: float
    known: bool = True


@dataclass(frozen=True, slots=True)
class DimensionHistory:
    """The entries of the leases for one dimension and one fixture, oldest first.

    Attributes:
        changes: Raises for the fixture, and decreases in its window and after it.
        requested: The first raise for the fixture.
        ineffective: Changes that a later tick repeated from the same value: refused or failed.
        foreign: Changes that replaced a value (`before`) of somebody else.
        ready: When the lease recorded the fixture as ready.
        complete: The entries begin before the fixture.
    """

    changes: tuple[Entry, ...] = ()
    requested: datetime | None = None
    ineffective: tuple[Entry, ...] = ()
    foreign: tuple[Entry, ...] = ()
    ready: datetime | None = None
    complete: bool = True


@dataclass(frozen=True, slots=True)
class WindowSeries:
    """One dimension through a window, a value a minute, in units a second.

    `live` is 0 before the first published value. `throttled` counts requests.
    """

    consumed: list[float] = field(default_factory=list)
    planned: list[int] = field(default_factory=list)
    live: list[int] = field(default_factory=list)
    throttled: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CapacityReview:
    """A dimension of a table or an alias through a fixture's window, in units a second.

    Attributes:
        level: The highest planned level.
        excess: The most that fixtures demanded above the maximum.
        raised: The level is above the baseline.
        peak: The consumption of the busiest minute; None if CloudWatch has no minute.
        live_at_peak: The capacity in that minute; None if it was not published.
        utilisation: The highest share of the planned level that a minute consumed.
        throttled: Throttled requests.
        throttled_before_ready: Requests throttled before the level was ready.
        spillover: Requests that ran on on-demand containers, as the provisioned ones were busy.
        drift_ticks: Ticks that found a value of somebody else.
        requested: The first request for the level.
        ready: When the level was first read back.
        history: The entries of the leases; None without leases.
        series: The window, minute by minute.
    """

    key: Key
    level: int
    excess: int
    raised: bool
    peak: float | None
    live_at_peak: int | None
    utilisation: float
    throttled: int
    throttled_before_ready: int
    spillover: int
    drift_ticks: int
    requested: SourcedInstant | None
    ready: SourcedInstant | None
    history: DimensionHistory | None
    cost: FixtureCost
    series: WindowSeries


@dataclass(frozen=True, slots=True)
class WarmReview:
    """Warm containers of a function through a fixture's window.

    Attributes:
        requested: The containers of the largest wave.
        warm: The fewest containers that a wave of that size proved warm, with those that live
            requests kept busy; None if unknown.
        cold: Pings that started a container; None if unknown.
        cold_after_kickoff: Those after kick-off; 0 if all containers stayed warm.
        throttled: Throttled requests and pings.
        first_wave: The first wave of the window.
    """

    key: Key
    requested: int
    warm: int | None
    cold: int | None
    cold_after_kickoff: int | None
    throttled: int
    first_wave: datetime | None
    cost: FixtureCost


class RecommendationKind(StrEnum):
    """The problem that a recommendation addresses."""

    TOO_LATE = "too late"
    TOO_LITTLE = "too little"
    TOO_MUCH = "too much"
    INVESTIGATE = "look into"
    OBSERVED = "observed"


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A problem of a dimension (such as `prices.read`), and the proposed change."""

    kind: RecommendationKind
    dimension: str
    text: str


@dataclass(frozen=True, slots=True)
class FixtureReview:
    """The review of one fixture.

    `until`: the end of the reviewed part of its window. `deployed`: kickoff was deployed when the
    window opened, so that it can have been late. `calibrations` belong to the learned demand of
    its profile, by dimension.
    """

    fixture: Fixture
    until: datetime
    capacities: tuple[CapacityReview, ...]
    functions: tuple[WarmReview, ...]
    deployed: bool = True
    calibrations: tuple[tuple[Key, Calibration], ...] = ()
    recommendations: tuple[Recommendation, ...] = ()

    @property
    def observed(self) -> bool:
        """True if a target of it has `mode: observe`: its capacity was not raised."""
        kinds = (each.kind for each in self.recommendations)
        return RecommendationKind.OBSERVED in kinds

    @property
    def over(self) -> bool:
        """True if the whole window is past."""
        return self.until >= self.fixture.closes

    @property
    def requested(self) -> SourcedInstant | None:
        """The first request for a raise."""
        known = [each.requested for each in self.capacities if each.requested]
        return min(known, key=lambda each: each.at, default=None)

    @property
    def ready(self) -> SourcedInstant | None:
        """When the last raised dimension was ready; None if any is unknown."""
        raised = [each.ready for each in self.capacities if each.raised]
        known = [ready for ready in raised if ready]
        return max(known, key=lambda each: each.at) if known and len(known) == len(raised) else None

    @property
    def slowest(self) -> CapacityReview | None:
        """The raised link that was ready last; the first without an instant, if any has none."""
        raised = [each for each in self.capacities if each.raised]
        unknown = next((each for each in raised if each.ready is None), None)
        known = [(each.ready.at, each) for each in raised if each.ready]
        last = max(known, key=lambda pair: pair[0], default=None)
        return unknown or (last[1] if last else None)

    @property
    def throttled(self) -> int:
        """Throttled requests of all dimensions."""
        of_capacities = sum(each.throttled for each in self.capacities)
        return of_capacities + sum(each.throttled for each in self.functions)

    @property
    def busiest(self) -> CapacityReview | None:
        """The dimension with the highest utilisation."""
        return max(self.capacities, key=lambda each: each.utilisation, default=None)

    @property
    def cost(self) -> FixtureCost:
        """The cost of all dimensions."""
        costs = [each.cost for each in self.capacities]
        costs += [each.cost for each in self.functions]
        return FixtureCost(sum(each.held for each in costs), sum(each.always for each in costs))

    def minutes_before_kickoff(self, instant: SourcedInstant | None) -> float | None:
        """Return the minutes from an instant to kick-off; negative after kick-off."""
        return None if instant is None else (self.fixture.kickoff - instant.at) / _MINUTE
