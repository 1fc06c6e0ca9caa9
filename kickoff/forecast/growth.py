"""How much more the next minutes ask than the last one known: what corrects a running fixture.

Growth has no size: a Sunday's fixture grows like a Monday's, from a fifth of it. So what the last
minute consumed, times the growth of past fixtures at the same distance from kick-off, says what
comes next.
"""

from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan
from statistics import median

from kickoff.forecast.examples import Example
from kickoff.forecast.loads import DAY, Loads, minute
from kickoff.timeline import Fixture

# CloudWatch knows a minute when two more have begun.
DELAY = 2
# Older than this, the last known minute says nothing of the next.
_STALE = 10
# A floor asked for now should still do when the raises after it are on their way.
AHEAD = 4
# Fewer fixtures than this are judged by those of other profiles too.
_ENOUGH = 4
# More than this say nothing new, and are of another season.
_LATEST = 60
_USUAL_DAYS = 28
_UNKNOWN = 1.2
# What grows faster than this within minutes is a case for a written number.
MOST = 20.0


@dataclass(frozen=True, slots=True)
class Growth:
    """Growth in each minute from `first` on, counted from kick-off; learned from so many."""

    first: int
    factors: tuple[float, ...]
    kickoffs: int

    def at(self, number: int) -> float:
        """The growth of a minute; none outside those learned."""
        inside = 0 <= number - self.first < len(self.factors)
        return self.factors[number - self.first] if inside else 1.0


@dataclass(frozen=True, slots=True)
class Growths:
    """What was learned: growth by profile, of all of them, and outside.

    `padding` is in units a minute. So much is there in any case, so that a growth from nothing to
    a little counts for little.
    """

    padding: float
    usual: float
    pooled: Growth
    by_profile: Mapping[str, Growth]

    def of(self, profile: str) -> Growth:
        """The growth of a profile; of all fixtures, where it had too few."""
        return self.by_profile.get(profile, self.pooled)

    def expected(self, consumed: float, fixtures: Iterable[Fixture], now: int) -> float:
        """What the next minutes ask at most, if the last one known consumed so much."""
        growing = [self.of(each.profile).at(now - minute(each.kickoff)) for each in fixtures]
        return (consumed + self.padding) * max(self.usual, *growing, 1.0) - self.padding


def last_known(loads: Loads, now: int) -> float | None:
    """What the last minute consumed that is known at a minute; None where that is too old."""
    for number in range(now - DELAY, now - _STALE, -1):
        if not isnan(units := loads.at(number)):
            return units
    return None


def series(loads: Loads, padding: float) -> Loads:
    """The growth of every minute; of the last few, what follows them is not known yet."""
    values = array("d")
    for number in range(loads.first, loads.end - AHEAD):
        before, after = last_known(loads, number), loads.highest(number, number + AHEAD + 1)
        if before is None or after is None:
            values.append(nan)
        else:
            values.append((after + padding) / (before + padding))
    return Loads(loads.first, values)


def learn(growth: Loads, past: Sequence[Example], padding: float) -> Growths:
    """The growth of each profile, by those of its examples that were over when the series ends."""
    over = [example for example in past if example.span.stop <= growth.end]
    by_profile: dict[str, list[Example]] = {}
    for example in over:
        by_profile.setdefault(example.profile, []).append(example)
    return Growths(
        padding,
        usual=_usual(growth, past),
        pooled=_aligned(growth, over[-_LATEST:]),
        by_profile={
            profile: _aligned(growth, own[-_LATEST:])
            for profile, own in by_profile.items()
            if len(own) >= _ENOUGH
        },
    )


def _aligned(growth: Loads, chosen: Sequence[Example]) -> Growth:
    """By minutes from kick-off; kick-offs of several profiles at once are one."""
    seen: dict[int, dict[int, float]] = {}
    for example in chosen:
        for number in example.span:
            if not isnan(factor := growth.at(number)):
                seen.setdefault(number - example.kickoff, {})[example.kickoff] = factor
    if not seen:
        return Growth(0, (), 0)
    first, last = min(seen), max(seen)
    return Growth(
        first,
        tuple(_typical(seen.get(since, {}).values()) for since in range(first, last + 1)),
        kickoffs=len({example.kickoff for example in chosen}),
    )


def _usual(growth: Loads, past: Sequence[Example]) -> float:
    """Outside all fixtures."""
    busy = {number for example in past for number in example.span}
    start = max(growth.first, growth.end - _USUAL_DAYS * DAY)
    seen = [
        factor
        for number, factor in enumerate(growth.between(start, growth.end), start)
        if number not in busy and not isnan(factor)
    ]
    return _typical(seen) if len(seen) >= DAY else _UNKNOWN


def _typical(growths: Collection[float]) -> float:
    """What half of them do not exceed, within bounds; nothing shrinks."""
    return min(max(median(growths), 1.0), MOST) if growths else 1.0
