"""Scale-in of a DynamoDB dimension by target tracking of Application Auto Scaling: a pure model.

- The low alarm fires when each of the last 15 minutes consumed less than the target less 20 points
  of the present capacity: less than 50 % for a target of 70 %. Recorded: findings 242 and 314 of
  `docs/api-quirks` in aws-controllers-k8s/dynamodb-controller, and moto's
  test_describe_scaling_policy_alarms, verified against AWS.
- An idle dimension, without consumption since the alarm started, is lowered after 10 minutes. Its
  alarm stays on: capacity added to it by hand is removed again. Recorded: findings 315 and 316,
  620 and 82 seconds; older documentation says that idle tables are never lowered.
- After auto scaling changed a dimension with consumption, its alarm starts again: the next decrease
  is 15 minutes away. This is an assumption.
- The new capacity makes the busiest of the 15 minutes the target's share. This never removes
  capacity that the last 15 minutes used. It is an assumption: no recording shows the size of a
  decrease of a dimension with consumption.
"""

from collections import deque
from dataclasses import dataclass, field
from math import ceil

SCALE_OUT_MINUTES = 2
SCALE_IN_MINUTES = 15
IDLE_MINUTES = 10
SCALE_IN_BELOW = 0.2
_SECONDS = 60


def capacity_for(consumed: float, target: float) -> int:
    """Return the capacity at which a minute's units are the target's share."""
    return ceil(consumed / _SECONDS / target)


@dataclass(slots=True)
class LowAlarm:
    """The low alarm of a policy; `target` is a share of capacity."""

    target: float
    _minutes: deque[float] = field(default_factory=lambda: deque(maxlen=SCALE_IN_MINUTES))

    def observe(self, consumed: float) -> None:
        """Add the units that a minute consumed."""
        self._minutes.append(consumed)

    def lower_to(self, capacity: int) -> int | None:
        """Return the capacity to lower to; None while the alarm is off."""
        highest = max(self._minutes, default=0.0)
        threshold = round(self.target - SCALE_IN_BELOW, 9) * capacity * _SECONDS
        needed = SCALE_IN_MINUTES if highest else IDLE_MINUTES
        if len(self._minutes) < needed or highest >= threshold:
            return None
        return capacity_for(highest, self.target)

    def reset(self) -> None:
        """Start again after auto scaling changed the capacity, unless the dimension is idle."""
        if any(self._minutes):
            self._minutes.clear()
