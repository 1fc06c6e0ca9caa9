"""Target tracking of one dimension: two alarms and the capacity that they request."""

from dataclasses import dataclass
from datetime import timedelta

from kickoff.target_tracking import SCALE_OUT_MINUTES, LowAlarm, capacity_for

SCALE_IN_DELAY = timedelta(seconds=20)
"""The time from the low alarm to its UpdateTable: recorded are 620 s for ten idle minutes, and 82 s
for a raise by hand."""

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class TrackingPolicy:
    """A target tracking policy; `target` is a utilisation in percent."""

    name: str
    target: float


@dataclass(slots=True)
class TrackingState:
    """The state of a dimension's alarms. `kickoff.target_tracking` has the rules of scaling in.

    Scaling out takes two minutes above the target, then `reaction`: the delay of CloudWatch and of
    Application Auto Scaling. `lowering` is a capacity that scaling in has decided but not yet set.
    """

    reaction: timedelta
    above: int = 0
    low: LowAlarm | None = None
    lowering: int | None = None

    def observe(
        self, policy: TrackingPolicy, capacity: int, consumed: float, minimum: int
    ) -> int | None:
        """Add a minute's units; return the capacity to scale out to, None for no scaling out."""
        target = policy.target / 100
        if self.low is None:
            self.low = LowAlarm(target)
        self.low.observe(consumed)
        lower = self.low.lower_to(capacity)
        self.lowering = lower if lower is not None and max(lower, minimum) < capacity else None
        self.above = self.above + 1 if consumed > target * capacity * 60 else 0
        if self.above >= SCALE_OUT_MINUTES + self.reaction // _MINUTE:
            return capacity_for(consumed, target)
        return None

    def changed(self) -> None:
        """Capacity was changed by target tracking: the alarms of a busy dimension start again."""
        self.above, self.lowering = 0, None
        if self.low is not None:
            self.low.reset()

    def restart(self) -> None:
        """New alarms, because the policy or the bounds changed."""
        self.above, self.low, self.lowering = 0, None, None
