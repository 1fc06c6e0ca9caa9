"""How much more the next minutes ask than the last one known: what corrects a running fixture.

Growth has no size: a Sunday's fixture grows like a Monday's, from a fifth of it. So what the last
minute consumed, times the growth of past fixtures at the same distance from kick-off, says what
comes next.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import isnan

from forecast.examples import Example, quantile
from forecast.loads import DAY, Loads, minute
from kickoff.timeline import Fixture

# CloudWatch knows a minute when two more have begun.
DELAY = 2
# Older than this, the last known minute says nothing of the next.
_STALE = 10
# A floor asked for now should still do when the raises after it are on their way.
_AHEAD = 4
# Of past fixtures, half grew no faster.
_SHARE = 0.5
# Fewer fixtures than this are judged by those of other profiles too.
_ENOUGH = 4
_USUAL_DAYS = 28
_UNKNOWN = 1.2
# What grows faster than this within minutes is a case for a written number.
_MOST = 20.0


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
    """What was learned before minute `until`: growth by profile, and outside all fixtures.

    `padding` is in units a minute. So much is there in any case, so that a growth from nothing to
    a little counts for little.
    """

    until: int
    padding: float
    usual: float
    by_profile: Mapping[str, Growth]

    def expected(self, consumed: float, fixtures: Iterable[Fixture], now: int) -> float:
        """What the next minutes ask at most, if the last one known consumed so much."""
        factor = self.usual
        for fixture in fixtures:
            if growth := self.by_profile.get(fixture.profile):
                factor = max(factor, growth.at(now - minute(fixture.kickoff)))
        return (consumed + self.padding) * factor - self.padding


def last_known(loads: Loads, now: int) -> float | None:
    """What the last minute consumed that is known at a minute; None where that is too old."""
    for number in range(now - DELAY, now - _STALE, -1):
        if not isnan(units := loads.at(number)):
            return units
    return None


def learn(
    loads: Loads, past: Sequence[Example], profiles: Iterable[str], padding: float
) -> Growths:
    """The growth of each profile, from those of its examples that were over when the loads end."""
    end = loads.end - _AHEAD
    over = [example for example in past if example.span.stop <= end]
    by_profile = {}
    for profile in profiles:
        own = [example for example in over if example.profile == profile]
        if chosen := own if len(own) >= _ENOUGH else over:
            by_profile[profile] = _aligned(loads, chosen, padding)
    return Growths(loads.end, padding, _usual(loads, past, padding), by_profile)


def _growth(loads: Loads, number: int, padding: float) -> float | None:
    before = last_known(loads, number)
    after = loads.highest(number, number + _AHEAD + 1)
    if before is None or after is None:
        return None
    return (after + padding) / (before + padding)


def _aligned(loads: Loads, chosen: Sequence[Example], padding: float) -> Growth:
    """By minutes from kick-off; kick-offs of several profiles at once are one."""
    together = [
        (kickoff, list(group))
        for kickoff, group in groupby(
            sorted(chosen, key=lambda each: each.kickoff), key=lambda each: each.kickoff
        )
    ]
    first = min(each.span.start - each.kickoff for each in chosen)
    last = max(each.span.stop - each.kickoff for each in chosen)
    factors = []
    for since in range(first, last):
        seen = [
            (growth, 1.0)
            for kickoff, group in together
            if any(kickoff + since in each.span for each in group)
            and (growth := _growth(loads, kickoff + since, padding)) is not None
        ]
        factors.append(_bounded(quantile(seen, _SHARE)) if seen else 1.0)
    return Growth(first, tuple(factors), len(together))


def _usual(loads: Loads, past: Sequence[Example], padding: float) -> float:
    """Outside all fixtures."""
    busy = {number for example in past for number in example.span}
    last = loads.end - _AHEAD
    seen = [
        (growth, 1.0)
        for number in range(max(loads.first, last - _USUAL_DAYS * DAY), last)
        if number not in busy and (growth := _growth(loads, number, padding)) is not None
    ]
    return _bounded(quantile(seen, _SHARE)) if len(seen) >= DAY else _UNKNOWN


def _bounded(growth: float) -> float:
    return min(max(growth, 1.0), _MOST)
