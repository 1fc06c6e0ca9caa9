"""Target tracking of one dimension: two alarms and the capacity that they request."""

from dataclasses import dataclass
from datetime import timedelta

from kickoff.target_tracking import SCALE_OUT_MINUTES, LowAlarm, capacity_for

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class TrackingPolicy:
    """A target tracking policy; `target` is a utilisation in percent."""

    name: str
    target: float


@dataclass(slots=True)
class AlarmState:
    """The alarms of a dimension. `kickoff.target_tracking` has the rules of scaling in.

    Scaling out takes two minutes above the target, then `reaction`: the delay of CloudWatch and of
    Application Auto Scaling.
    """

    reaction: timedelta
    above: int = 0
    low: LowAlarm | None = None

    def desired_capacity(
        self, policy: TrackingPolicy, capacity: int, consumed: float
    ) -> int | None:
        """The capacity to set after a minute that consumed these units; None for no change."""
        target = policy.target / 100
        if self.low is None or self.low.target != target:
            self.low = LowAlarm(target)
        self.low.observe(consumed)
        self.above = self.above + 1 if consumed > target * capacity * 60 else 0
        if self.above >= SCALE_OUT_MINUTES + self.reaction // _MINUTE:
            return capacity_for(consumed, target)
        return self.low.lower_to(capacity)

    def reset(self) -> None:
        """Capacity was changed by target tracking: both alarms start again."""
        self.above = 0
        if self.low is not None:
            self.low.reset()
