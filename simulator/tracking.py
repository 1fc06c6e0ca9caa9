"""Target tracking of one dimension: two alarms, and what they make of capacity."""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil

_MINUTE = timedelta(minutes=1)
_ALARM_OUT = 2
_ALARM_IN = 15
_IN_BELOW = 20  # percentage points under the target: 50 % for a target of 70 %


@dataclass(frozen=True, slots=True)
class Policy:
    """A target tracking policy; `target` is a utilisation in percent."""

    name: str
    target: float


@dataclass(slots=True)
class Tracking:
    """How long each alarm has been breached, in minutes.

    Scaling out waits for two minutes above the target and then for `reaction`: CloudWatch's and
    Application Auto Scaling's own delay. Scaling in waits for fifteen minutes 20 points below, and
    a minute without any consumption has no data point, so an idle table stays as it is.
    """

    reaction: timedelta
    above: int = 0
    below: int = 0

    def wish(self, policy: Policy, capacity: int, consumed: float) -> int | None:
        """The capacity wanted after a minute that consumed so many units; None leaves it."""
        utilisation = 100 * consumed / (capacity * 60)
        self.above = self.above + 1 if utilisation > policy.target else 0
        self.below = self.below + 1 if 0 < utilisation < policy.target - _IN_BELOW else 0
        if self.above >= _ALARM_OUT + self.reaction // _MINUTE or self.below >= _ALARM_IN:
            return ceil(consumed / 60 / (policy.target / 100))
        return None

    def start_over(self) -> None:
        """Capacity was changed: the alarms are made anew."""
        self.above = self.below = 0
