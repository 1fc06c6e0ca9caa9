"""The timeline: for every target dimension, a step function of UTC instants.

A pure function of fixtures and bounds. All instants are aware and in UTC. All intervals are
half-open.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, localcontext
from enum import StrEnum
from itertools import pairwise
from math import ceil
from typing import NamedTuple, assert_never

# Makes sums of demand x scale x share exact. A level is rounded up once, at the end.
EXACT_DIGITS = 200


class Combine(StrEnum):
    """The rule that combines the demands of concurrent fixtures."""

    SUM = "sum"
    MAX = "max"


class OverMax(StrEnum):
    """The treatment of a demand above a dimension's maximum."""

    REJECT = "reject"
    CLAMP = "clamp"
    RAISE = "raise"


class Key(NamedTuple):
    """One dimension of one target: `prices`, `read` or `prices`, `by-fixture.write`."""

    target: str
    dimension: str

    def is_named(self, name: str) -> bool:
        """Return whether a person's `prices` or `prices.read` names this dimension."""
        return name in (self.target, f"{self.target}.{self.dimension}")


@dataclass(frozen=True, slots=True)
class Bounds:
    """The limits of a dimension's level, in capacity units or containers."""

    baseline: int
    maximum: int
    combine: Combine = Combine.SUM
    over_max: OverMax = OverMax.REJECT


@dataclass(frozen=True, slots=True)
class Phase:
    """A share of a fixture's demand, in effect during [start, end)."""

    start: datetime
    end: datetime
    share: Decimal


@dataclass(frozen=True, slots=True)
class Fixture:
    """A known event. Its phases are adjacent; its window is [phases[0].start, phases[-1].end).

    `demand` is for share 1 and scale 1; fixtures of one profile may share the mapping. A fixture
    without a profile sets levels: its demand is the least level, and is not added to others.
    `origin` is the path of its entry in the calendar, such as ("fixtures", 3). `source` is the
    entry of a feed, such as "league.ics line 12". `tags` say what the event is, such as "derby".
    """

    name: str
    profile: str
    kickoff: datetime
    end: datetime
    phases: tuple[Phase, ...]
    demand: Mapping[Key, int]
    scale: Decimal = Decimal(1)
    origin: tuple[str | int, ...] = ()
    source: str = ""
    tags: tuple[str, ...] = ()

    @property
    def sets_level(self) -> bool:
        """True if the demand is a least level, not an addition to other demands."""
        return not self.profile

    @property
    def by_feed(self) -> bool:
        """True for a fixture of an imported calendar."""
        return self.origin[:1] == ("calendars",)

    @property
    def entry(self) -> str:
        """The feed's line and rule that made the fixture, such as `league.ics line 9, rules[1]`."""
        rule = [f"rules[{each}]" for each in self.origin[3:4]]
        return ", ".join([self.source, *rule]) if self.source else ""

    @property
    def opens(self) -> datetime:
        """Start of the window."""
        return self.phases[0].start

    @property
    def closes(self) -> datetime:
        """End of the window; the window excludes it."""
        return self.phases[-1].end

    def weight(self, at: datetime) -> Decimal:
        """Return scale x share at an instant; 0 outside the window."""
        for phase in self.phases:
            if phase.start <= at < phase.end:
                return phase.share * self.scale
        return Decimal(0)


@dataclass(frozen=True, slots=True)
class Level:
    """A dimension's level, and the fixtures that raise it; none at the baseline.

    `excess` is the demand above the maximum, which the level does not serve.
    """

    value: int
    because: tuple[Fixture, ...] = ()
    excess: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """A level in effect during [start, end)."""

    key: Key
    start: datetime
    end: datetime
    level: Level


class _Demand(NamedTuple):
    """One fixture's demand on one dimension, not 0, at an instant or during a phase."""

    fixture: Fixture
    amount: Decimal


def levels(
    bounds: Mapping[Key, Bounds], fixtures: Iterable[Fixture], at: datetime
) -> dict[Key, Level]:
    """Return the level of every dimension in `bounds` at an instant."""
    demands: dict[Key, list[_Demand]] = {}
    with localcontext(prec=EXACT_DIGITS):
        for fixture in fixtures:
            weight = fixture.weight(at)
            if not weight:
                continue
            for key, demand in fixture.demand.items():
                if demand:
                    demands.setdefault(key, []).append(_Demand(fixture, demand * weight))
        return {key: _combine(bound, demands.get(key, ())) for key, bound in bounds.items()}


def steps(
    bounds: Mapping[Key, Bounds], fixtures: Iterable[Fixture], start: datetime, end: datetime
) -> Iterator[Step]:
    """Yield the steps of every dimension, in the order of `bounds`.

    The steps of a dimension cover [start, end) without gap. Adjacent steps differ in level.
    """
    by_key: dict[Key, list[Fixture]] = {key: [] for key in bounds}
    for fixture in fixtures:
        for key in fixture.demand.keys() & by_key.keys():
            by_key[key].append(fixture)
    for key, bound in bounds.items():
        yield from _sweep(key, bound, by_key[key], start, end)


def _sweep(
    key: Key, bound: Bounds, fixtures: list[Fixture], start: datetime, end: datetime
) -> list[Step]:
    """Return one dimension's steps, from the demands that begin and end at each edge."""
    begins: dict[datetime, list[_Demand]] = {}
    ends: dict[datetime, list[_Demand]] = {}
    with localcontext(prec=EXACT_DIGITS):
        for fixture in fixtures:
            for phase in fixture.phases:
                first, last = max(phase.start, start), min(phase.end, end)
                amount = fixture.demand[key] * (phase.share * fixture.scale)
                if first < last and amount:
                    demand = _Demand(fixture, amount)
                    begins.setdefault(first, []).append(demand)
                    ends.setdefault(last, []).append(demand)
        found: list[Step] = []
        active: dict[int, _Demand] = {}
        since, level = start, None
        for edge, until in pairwise(sorted({start, end, *begins, *ends})):
            for demand in ends.get(edge, ()):
                del active[id(demand)]
            for demand in begins.get(edge, ()):
                active[id(demand)] = demand
            following = _combine(bound, tuple(active.values()))
            if level is not None and following != level:
                found.append(Step(key, since, edge, level))
                since = edge
            level = following
            if until == end:
                found.append(Step(key, since, end, level))
    return found


def _order(fixture: Fixture) -> tuple[object, ...]:
    """Sort by kick-off, then name; end and origin make the order independent of the input."""
    return fixture.kickoff, fixture.name, fixture.end, fixture.origin


def _combine(bound: Bounds, demands: Sequence[_Demand]) -> Level:
    """Return `max(baseline, combined demand)`, rounded up, at most the maximum unless raised."""
    if not demands:
        return Level(bound.baseline)
    match bound.combine:
        case Combine.SUM:
            active = [each for each in demands if not each.fixture.sets_level]
            exact = sum([each.amount for each in active], Decimal(0))
            levels = [each for each in demands if each.fixture.sets_level]
            least = max((each.amount for each in levels), default=exact)
            if least > exact:
                exact, active = least, _with_amount(levels, least)
        case Combine.MAX:
            exact = max(each.amount for each in demands)
            active = _with_amount(demands, exact)
        case _:
            assert_never(bound.combine)
    needed = ceil(exact)
    if needed <= bound.baseline:
        return Level(bound.baseline)
    because = tuple(sorted([each.fixture for each in active], key=_order))
    value = needed if bound.over_max is OverMax.RAISE else min(needed, bound.maximum)
    return Level(value, because, excess=needed - value)


def _with_amount(demands: Sequence[_Demand], amount: Decimal) -> list[_Demand]:
    return [each for each in demands if each.amount == amount]
