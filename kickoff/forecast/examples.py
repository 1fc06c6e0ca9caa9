"""Past fixtures as examples for a coming one: aligned at kick-off, the more alike the heavier."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from kickoff.forecast.loads import instant, minute
from kickoff.timeline import Fixture, Key

# Fixtures end when they end: what follows the window may still be theirs.
AROUND = 30
# Demand changes through a season: so many kick-offs ago counts half.
_HALF_LIFE = 10
# People follow a working day's fixture from elsewhere than a Sunday's.
_OTHER_KIND_OF_DAY = 0.1
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Example:
    """Fixtures of one profile that kicked off together; minutes are counted from the epoch.

    `scale` is that of all of them together.
    """

    profile: str
    kickoff: int
    opens: int
    closes: int
    scale: float

    @property
    def span(self) -> range:
        """Its minutes, and some around them."""
        return range(self.opens - AROUND, self.closes + AROUND)


def examples(fixtures: Iterable[Fixture], key: Key) -> list[Example]:
    """Of the fixtures that ask something of a dimension, by kick-off."""
    asking = [fixture for fixture in fixtures if fixture.demand.get(key)]
    found: dict[tuple[str, int], Example] = {}
    for fixture in sorted(asking, key=lambda fixture: fixture.kickoff):
        kickoff = minute(fixture.kickoff)
        beside = found.get((fixture.profile, kickoff))
        found[fixture.profile, kickoff] = Example(
            fixture.profile,
            kickoff,
            min(minute(fixture.opens), beside.opens if beside else kickoff),
            max(minute(fixture.closes), beside.closes if beside else kickoff),
            float(fixture.scale) + (beside.scale if beside else 0.0),
        )
    return list(found.values())


def weights(past: Sequence[Example], coming: datetime, zone: ZoneInfo) -> list[float]:
    """What each example, oldest first, says of a coming kick-off: 1 for the last of its kind."""
    weekend = coming.astimezone(zone).weekday() >= _SATURDAY
    found = []
    for age, example in enumerate(reversed(past)):
        kind = instant(example.kickoff).astimezone(zone).weekday() >= _SATURDAY
        found.append(0.5 ** (age / _HALF_LIFE) * (1.0 if kind == weekend else _OTHER_KIND_OF_DAY))
    return found[::-1]


def quantile(values: Sequence[tuple[float, float]], share: float) -> float:
    """The value below which a share of the weight lies; values come with their weights."""
    ordered = sorted(values)
    total, sofar = share * sum(weight for _, weight in ordered), 0.0
    for value, weight in ordered:
        sofar += weight
        if sofar >= total:
            return value
    return ordered[-1][0]
