"""Target tracking of one dimension: two alarms and the capacity that they request."""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil

_MINUTE = timedelta(minutes=1)
_ALARM_OUT = 2
_ALARM_IN = 15
_IN_BELOW = 20  # percentage points under the target: 50 % for a target of 70 %


@dataclass(frozen=True, slots=True)
class TrackingPolicy:
    """A target tracking policy; `target` is a utilisation in percent."""

    name: str
    target: float


@dataclass(slots=True)
class AlarmState:
    """Minutes for which each alarm has been breached.

    Scaling out takes two minutes above the target, then `reaction`: the delay of CloudWatch and of
    Application Auto Scaling. Scaling in takes fifteen minutes 20 points below the target. A minute
    without consumption has no data point, so an idle table keeps its capacity.
    """

    reaction: timedelta
    above: int = 0
    below: int = 0

    def desired_capacity(
        self, policy: TrackingPolicy, capacity: int, consumed: float
    ) -> int | None:
        """The capacity to set after a minute that consumed these units; None for no change."""
        utilisation = 100 * consumed / (capacity * 60)
        self.above = self.above + 1 if utilisation > policy.target else 0
        self.below = self.below + 1 if 0 < utilisation < policy.target - _IN_BELOW else 0
        if self.above >= _ALARM_OUT + self.reaction // _MINUTE or self.below >= _ALARM_IN:
            return ceil(consumed / 60 / (policy.target / 100))
        return None

    def reset(self) -> None:
        """Capacity was changed: both alarms start again."""
        self.above = self.below = 0
