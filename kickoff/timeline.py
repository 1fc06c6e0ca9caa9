"""The timeline: for every target dimension, a step function of UTC instants.

A pure function of fixtures and bounds. All instants are aware and in UTC, all intervals half-open.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, localcontext
from enum import StrEnum
from itertools import pairwise
from math import ceil
from typing import NamedTuple, assert_never

# Enough for demand x scale x share, summed, to be exact: a level is rounded up once, at the end.
EXACT_DIGITS = 200


class Combine(StrEnum):
    """How the demands of concurrent fixtures make one."""

    SUM = "sum"
    MAX = "max"


class OverMax(StrEnum):
    """What becomes of a demand above a dimension's maximum."""

    REJECT = "reject"
    CLAMP = "clamp"
    RAISE = "raise"


class Key(NamedTuple):
    """One dimension of one target: `prices`, `read` or `prices`, `by-fixture.write`."""

    target: str
    dimension: str


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a dimension's level may be, in its own unit (capacity units, containers)."""

    baseline: int
    maximum: int
    combine: Combine = Combine.SUM
    over_max: OverMax = OverMax.REJECT


@dataclass(frozen=True, slots=True)
class Phase:
    """A share of a fixture's demand, asked during [start, end)."""

    start: datetime
    end: datetime
    share: Decimal


@dataclass(frozen=True, slots=True)
class Fixture:
    """A known event: its window is [phases[0].start, phases[-1].end), its phases adjacent in time.

    `demand` is what it asks at share 1 and scale 1; fixtures of one profile may share the mapping.
    `origin` is the path of the line that wrote it, such as ("fixtures", 3).
    """

    name: str
    profile: str
    kickoff: datetime
    end: datetime
    phases: tuple[Phase, ...]
    demand: Mapping[Key, int]
    scale: Decimal = Decimal(1)
    origin: tuple[str | int, ...] = ()

    @property
    def opens(self) -> datetime:
        """Start of the window."""
        return self.phases[0].start

    @property
    def closes(self) -> datetime:
        """End of the window, the first instant outside it."""
        return self.phases[-1].end

    def weight(self, at: datetime) -> Decimal:
        """The part of its demand that holds at an instant: scale x share, 0 outside the window."""
        for phase in self.phases:
            if phase.start <= at < phase.end:
                return phase.share * self.scale
        return Decimal(0)


@dataclass(frozen=True, slots=True)
class Level:
    """A dimension's level, and the fixtures that make it: none where it is the baseline.

    `excess` is what they ask above it, in vain, because of the maximum.
    """

    value: int
    because: tuple[Fixture, ...] = ()
    excess: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """A level that holds during [start, end)."""

    key: Key
    start: datetime
    end: datetime
    level: Level


class _Ask(NamedTuple):
    """One fixture's demand on one dimension, not 0, at one instant or through one phase."""

    fixture: Fixture
    amount: Decimal


def levels(
    bounds: Mapping[Key, Bounds], fixtures: Iterable[Fixture], at: datetime
) -> dict[Key, Level]:
    """The level of every dimension in `bounds` at one instant."""
    asks: dict[Key, list[_Ask]] = {}
    with localcontext(prec=EXACT_DIGITS):
        for fixture in fixtures:
            weight = fixture.weight(at)
            if not weight:
                continue
            for key, demand in fixture.demand.items():
                if demand:
                    asks.setdefault(key, []).append(_Ask(fixture, demand * weight))
        return {key: _combine(bound, asks.get(key, ())) for key, bound in bounds.items()}


def steps(
    bounds: Mapping[Key, Bounds], fixtures: Iterable[Fixture], start: datetime, end: datetime
) -> Iterator[Step]:
    """The steps of every dimension, in the order of `bounds`; each covers [start, end) once.

    Neighbours differ in their level.
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
    """One dimension's steps: collect what begins and ends at each edge, then walk the edges."""
    begins: dict[datetime, list[_Ask]] = {}
    ends: dict[datetime, list[_Ask]] = {}
    with localcontext(prec=EXACT_DIGITS):
        for fixture in fixtures:
            for phase in fixture.phases:
                first, last = max(phase.start, start), min(phase.end, end)
                amount = fixture.demand[key] * (phase.share * fixture.scale)
                if first < last and amount:
                    ask = _Ask(fixture, amount)
                    begins.setdefault(first, []).append(ask)
                    ends.setdefault(last, []).append(ask)
        found: list[Step] = []
        active: dict[int, _Ask] = {}
        since, level = start, None
        for edge, until in pairwise(sorted({start, end, *begins, *ends})):
            for ask in ends.get(edge, ()):
                del active[id(ask)]
            for ask in begins.get(edge, ()):
                active[id(ask)] = ask
            following = _combine(bound, tuple(active.values()))
            if level is not None and following != level:
                found.append(Step(key, since, edge, level))
                since = edge
            level = following
            if until == end:
                found.append(Step(key, since, end, level))
    return found


def _order(fixture: Fixture) -> tuple[object, ...]:
    """By kick-off, then name; the rest so that the order they came in never matters."""
    return fixture.kickoff, fixture.name, fixture.end, fixture.origin


def _combine(bound: Bounds, asks: Sequence[_Ask]) -> Level:
    """`max(baseline, demands combined)`, rounded up, within the maximum unless it may be raised."""
    if not asks:
        return Level(bound.baseline)
    match bound.combine:
        case Combine.SUM:
            makers = asks
            exact = sum([ask.amount for ask in asks], Decimal(0))
        case Combine.MAX:
            exact = max(ask.amount for ask in asks)
            makers = [ask for ask in asks if ask.amount == exact]
        case _:
            assert_never(bound.combine)
    asked = ceil(exact)
    if asked <= bound.baseline:
        return Level(bound.baseline)
    because = tuple(sorted([ask.fixture for ask in makers], key=_order))
    value = asked if bound.over_max is OverMax.RAISE else min(asked, bound.maximum)
    return Level(value, because, excess=asked - value)
