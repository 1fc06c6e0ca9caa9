"""Growth of the load in the next minutes over the last known one.

Growth does not depend on size: a Sunday's fixture with a fifth of a Monday's load grows alike. So
the load of the next minutes is the last known minute, times the growth of past fixtures at the same
distance from kick-off.
"""

from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan
from statistics import median

from kickoff.forecast.examples import Example
from kickoff.forecast.loads import DAY, Loads, minute
from kickoff.timeline import Fixture

# CloudWatch has a minute's value after two more minutes have begun.
DELAY = 2
# An older minute does not predict the next one.
_STALE = 10
# A minimum set now must be sufficient until later raises take effect.
AHEAD = 4
# A profile with fewer kick-offs uses the growth of all profiles.
_ENOUGH = 4
# Older kick-offs are from another season.
_LATEST = 60
_USUAL_DAYS = 28
_UNKNOWN = 1.2
# Faster growth needs a written number.
MOST = 20.0


@dataclass(frozen=True, slots=True)
class Growth:
    """Growth in each minute from `first` on, counted from kick-off, from a number of kick-offs."""

    first: int
    factors: tuple[float, ...]
    kickoffs: int

    def at(self, number: int) -> float:
        """Return the growth of a minute; 1 outside the known minutes."""
        inside = 0 <= number - self.first < len(self.factors)
        return self.factors[number - self.first] if inside else 1.0


@dataclass(frozen=True, slots=True)
class Growths:
    """Learned growth: `usual` outside all fixtures, `pooled` for all profiles, and by profile.

    `padding`, in units a minute, is added to every load. So growth from 0 to a little is small.
    """

    padding: float
    usual: float
    pooled: Growth
    by_profile: Mapping[str, Growth]

    @property
    def is_empty(self) -> bool:
        """True if no consumption of any past kick-off was known."""
        return not any(each.kickoffs for each in (self.pooled, *self.by_profile.values()))

    def of(self, profile: str) -> Growth:
        """Return the growth of a profile; the pooled growth if it had too few kick-offs."""
        return self.by_profile.get(profile, self.pooled)

    def expected(self, consumed: float, fixtures: Iterable[Fixture], now: int) -> float:
        """Return the highest expected load of the next minutes, after the last known load."""
        growing = [self.of(each.profile).at(now - minute(each.kickoff)) for each in fixtures]
        return (consumed + self.padding) * max(self.usual, *growing, 1.0) - self.padding


def last_known(loads: Loads, now: int) -> float | None:
    """Return the latest load known at a minute; None if it is too old."""
    for number in range(now - DELAY, now - _STALE, -1):
        if not isnan(units := loads.at(number)):
            return units
    return None


def growth_series(loads: Loads, padding: float) -> Loads:
    """Return the growth of every minute, without the last few, which need later minutes."""
    values = array("d")
    for number in range(loads.first, loads.end - AHEAD):
        before, after = last_known(loads, number), loads.highest(number, number + AHEAD + 1)
        if before is None or after is None:
            values.append(nan)
        else:
            values.append((after + padding) / (before + padding))
    return Loads(loads.first, values)


def learn(growth: Loads, past: Sequence[Example], padding: float) -> Growths:
    """Learn the growth of each profile from its examples that are over when the series ends."""
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
    """Return growth by minutes from kick-off. Profiles with the same kick-off count once."""
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
    """Return the growth outside all fixtures."""
    busy = {number for example in past for number in example.span}
    start = max(growth.first, growth.end - _USUAL_DAYS * DAY)
    seen = [
        factor
        for number, factor in enumerate(growth.between(start, growth.end), start)
        if number not in busy and not isnan(factor)
    ]
    return _typical(seen) if len(seen) >= DAY else _UNKNOWN


def _typical(growths: Collection[float]) -> float:
    """Return the median, at least 1 and at most `MOST`."""
    return min(max(median(growths), 1.0), MOST) if growths else 1.0
