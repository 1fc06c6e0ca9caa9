"""Floors in coarse steps, for each is an update of the table.

A raise is made when it is worth one. A table may be lowered four times in the first hour of a day
and once an hour after it. A floor alone lowers no table, but what it leaves free, auto scaling and
the prescaler take away. So it comes down at most once an hour too, by a fifth or more, after ten
minutes of being too high.
"""

from dataclasses import dataclass

# Asked for beyond what is needed, so that the next minutes need no raise of their own.
HEADROOM = 1.02
_RAISE_ABOVE = 1.07
_LOWER_EVERY = 60
_LOW_SHARE = 0.8
_LOW_MINUTES = 10


@dataclass(frozen=True, slots=True)
class HeldMinimum:
    """A floor, when it was last lowered, and what was needed since it has been too high."""

    minimum: int = 0
    lowered: int = 0
    low: tuple[int, ...] = ()

    def after(self, needed: int, consumed: int, now: int) -> "HeldMinimum":
        """The floor to hold at a minute, by what is needed and what is being consumed."""
        if needed > _RAISE_ABOVE * self.minimum or consumed > self.minimum:
            return HeldMinimum(max(needed, consumed), self.lowered)
        if needed >= _LOW_SHARE * self.minimum:
            return HeldMinimum(self.minimum, self.lowered)
        low = (*self.low, needed)[-_LOW_MINUTES:]
        if len(low) == _LOW_MINUTES and now - self.lowered >= _LOWER_EVERY:
            return HeldMinimum(max(low), now)
        return HeldMinimum(self.minimum, self.lowered, low)
