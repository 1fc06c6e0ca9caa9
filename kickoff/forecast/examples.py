"""Past kick-offs as examples for a coming one. Similar ones have more weight."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from kickoff.forecast.loads import instant, minute
from kickoff.forecast.tags import tags_of
from kickoff.timeline import Fixture, Key

# Minutes around a window that may belong to the fixture: its real end is uncertain.
MARGIN = 30
# Demand changes over a season: the weight halves every ten kick-offs.
_HALF_LIFE = 10
# Demand on a working day and on a weekend differ.
_OTHER_KIND_OF_DAY = 0.1
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Example:
    """The fixtures of one profile with the same kick-off. Minutes count from the epoch.

    `scale` is the sum of their scales. `ends` is the latest end, such as the final whistle. `tags`
    are all their tags and teams.
    """

    profile: str
    kickoff: int
    opens: int
    ends: int
    closes: int
    scale: float
    tags: frozenset[str] = frozenset()

    @property
    def lasts(self) -> int:
        """Minutes from kick-off to the end."""
        return self.ends - self.kickoff

    @property
    def span(self) -> range:
        """The minutes of its window, with a margin on both sides."""
        return range(self.opens - MARGIN, self.closes + MARGIN)


def examples(fixtures: Iterable[Fixture], key: Key) -> list[Example]:
    """Return the examples of fixtures with a demand on a dimension, by kick-off.

    A fixture that sets a level says nothing of demand.
    """
    demanding = [each for each in fixtures if each.demand.get(key) and not each.sets_level]
    found: dict[tuple[str, int], Example] = {}
    for fixture in sorted(demanding, key=lambda fixture: fixture.kickoff):
        kickoff = minute(fixture.kickoff)
        same = found.get((fixture.profile, kickoff))
        found[fixture.profile, kickoff] = Example(
            fixture.profile,
            kickoff,
            min(minute(fixture.opens), same.opens if same else kickoff),
            max(minute(fixture.end), same.ends if same else kickoff),
            max(minute(fixture.closes), same.closes if same else kickoff),
            float(fixture.scale) + (same.scale if same else 0.0),
            tags_of(fixture) | (same.tags if same else frozenset()),
        )
    return list(found.values())


def weights(past: Sequence[Example], coming: datetime, zone: ZoneInfo) -> list[float]:
    """Return the weight of each example, oldest first, for a coming kick-off.

    The weight falls with age, and for the other kind of day: weekend or working day.
    """
    weekend = coming.astimezone(zone).weekday() >= _SATURDAY
    found = []
    for age, example in zip(range(len(past) - 1, -1, -1), past, strict=True):
        kind = instant(example.kickoff).astimezone(zone).weekday() >= _SATURDAY
        found.append(0.5 ** (age / _HALF_LIFE) * (1.0 if kind == weekend else _OTHER_KIND_OF_DAY))
    return found


def quantiles(values: Sequence[tuple[float, float]], shares: Sequence[float]) -> list[float]:
    """Return quantiles of weighted values: pairs of value and weight. Shares ascend."""
    ordered = sorted(values)
    total = sum(weight for _, weight in ordered)
    found: list[float] = []
    sofar, wanted = 0.0, list(shares)
    for value, weight in ordered:
        sofar += weight
        while wanted and sofar >= wanted[0] * total:
            found.append(value)
            del wanted[0]
    return found + [ordered[-1][0]] * len(wanted)
