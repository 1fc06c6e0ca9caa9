"""Simulated time."""

from datetime import UTC, datetime


class Clock:
    """An aware instant in UTC that moves only forward, by calls of `move`."""

    def __init__(self, now: datetime) -> None:
        self._now = _in_utc(now)

    @property
    def now(self) -> datetime:
        """The simulated instant."""
        return self._now

    def move(self, to: datetime) -> None:
        """Move to an instant that is not in the past.

        Raises:
            ValueError: If `to` is naive or before now.
        """
        to = _in_utc(to)
        if to < self._now:
            raise ValueError(f"the clock stands at {self._now} and cannot go back to {to}")
        self._now = to


def _in_utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"{at} has no zone: give an aware datetime")
    return at.astimezone(UTC)
