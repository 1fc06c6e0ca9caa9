"""A clock that only moves when a test moves it, or when the code sleeps."""

from dataclasses import dataclass, field

from warmer.clock import SystemClock


@dataclass
class FakeTime:
    """Time in seconds, and the sleeps so far."""

    now: float = 1_796_473_200.0
    sleeps: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.now += seconds

    @property
    def clock(self) -> SystemClock:
        return SystemClock(time=lambda: self.now, monotonic=lambda: self.now, sleep=self.sleep)
