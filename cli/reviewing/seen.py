"""What was seen of a fixture, and what follows from it."""

from dataclasses import dataclass

from kickoff.timeline import Fixture, Key


@dataclass(frozen=True, slots=True)
class Capacity:
    """A table dimension through one fixture's window; units are capacity units a second.

    `level` is the highest planned, `peak` the busiest minute's mean, `throttled` the requests
    refused. `ready`: minutes before kick-off at which capacity was read back as there; None where
    that was not published.
    """

    key: Key
    level: int
    peak: float
    throttled: int
    ready: float | None

    @property
    def use(self) -> float:
        """The share of the level that was consumed at the busiest."""
        return self.peak / self.level if self.level else 0


@dataclass(frozen=True, slots=True)
class Warmth:
    """A function through one fixture's window: what waves asked for, and the least they had.

    `cold` counts the pings that started a container after kick-off: had they been kept warm, none.
    None where nothing proves it.
    """

    key: Key
    asked: int
    had: int | None
    cold: int | None


@dataclass(frozen=True, slots=True)
class Review:
    """One fixture. `cost` is what its window held above the baselines, in dollars."""

    fixture: Fixture
    capacities: tuple[Capacity, ...]
    warmths: tuple[Warmth, ...]
    cost: float
    advice: tuple[str, ...]

    @property
    def ready(self) -> float | None:
        """Minutes before kick-off at which the last dimension was there."""
        known = [each.ready for each in self.capacities if each.ready is not None]
        return min(known, default=None)

    @property
    def throttled(self) -> int:
        """Requests refused, of all dimensions."""
        return sum(each.throttled for each in self.capacities)

    @property
    def use(self) -> float:
        """The share of its level that the busiest dimension consumed."""
        return max((each.use for each in self.capacities), default=0)
