"""Target tracking of one dimension: the alarms of a policy, and the capacity they request."""

from dataclasses import dataclass
from datetime import timedelta

from kickoff.target_tracking import SCALE_OUT_MINUTES, LowAlarm, capacity_for

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Policy:
    """A target tracking policy; `target` is a utilisation in percent."""

    name: str
    target: float


@dataclass(slots=True)
class Tracking:
    """The alarms of a dimension. `kickoff.target_tracking` has the rules of lowering.

    Raising takes two minutes above the target, then `reaction`: the delay of CloudWatch and of
    Application Auto Scaling.
    """

    reaction: timedelta
    above: int = 0
    low: LowAlarm | None = None

    def wish(self, policy: Policy, capacity: int, consumed: float) -> int | None:
        """Return the capacity to set after a minute's consumption; None for no change."""
        target = policy.target / 100
        if self.low is None or self.low.target != target:
            self.low = LowAlarm(target)
        self.low.observe(consumed)
        self.above = self.above + 1 if consumed > target * capacity * 60 else 0
        if self.above >= SCALE_OUT_MINUTES + self.reaction // _MINUTE:
            return capacity_for(consumed, target)
        return self.low.lower_to(capacity)

    def start_over(self) -> None:
        """Reset both alarms, after auto scaling changed the capacity."""
        self.above = 0
        if self.low is not None:
            self.low.reset()
