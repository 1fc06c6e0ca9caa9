"""A minimum in coarse steps, because each step is an update of the table.

A raise must be large enough. DynamoDB allows four decreases at any time of a day, then one an hour.
A lower minimum removes no capacity by itself, but auto scaling and the prescaler then do. So the
minimum is lowered at most once an hour, by a fifth or more, after ten minutes too high.
"""

from dataclasses import dataclass

_RAISE_ABOVE = 1.05
_LOWER_EVERY = 60
_LOW_SHARE = 0.8
_LOW_MINUTES = 10


@dataclass(frozen=True, slots=True)
class HeldMinimum:
    """A minimum, the minute of its last decrease, and the needs since it is too high."""

    minimum: int = 0
    lowered: int = 0
    low: tuple[int, ...] = ()

    def after(self, needed: int, consumed: int, now: int) -> "HeldMinimum":
        """Return the minimum of a minute, from the need and the consumption."""
        if needed > _RAISE_ABOVE * self.minimum or consumed > self.minimum:
            return HeldMinimum(max(needed, consumed), self.lowered)
        if needed >= _LOW_SHARE * self.minimum:
            return HeldMinimum(self.minimum, self.lowered)
        low = (*self.low, needed)[-_LOW_MINUTES:]
        if len(low) == _LOW_MINUTES and now - self.lowered >= _LOWER_EVERY:
            return HeldMinimum(max(low), now)
        return HeldMinimum(self.minimum, self.lowered, low)
