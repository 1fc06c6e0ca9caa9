"""The four CloudWatch alarms of a target tracking policy."""

from enum import Enum
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from kickoff.target_tracking import SCALE_IN_BELOW, SCALE_IN_MINUTES, SCALE_OUT_MINUTES
from simulator.autoscaling.resources import ScalableId
from simulator.autoscaling.tracking import TrackingPolicy

_MINUTE = 60
_FIVE_MINUTES = 300


class AlarmKind(Enum):
    """An alarm of a policy, as it is called in the alarm's name."""

    HIGH = "AlarmHigh"
    LOW = "AlarmLow"
    PROVISIONED_HIGH = "ProvisionedCapacityHigh"
    PROVISIONED_LOW = "ProvisionedCapacityLow"


class PolicyAlarm(NamedTuple):
    """A metric of the table, and for how many periods it must be beyond a threshold."""

    metric: str
    statistic: str
    above: bool
    threshold: float
    periods: int
    period: int  # seconds


def alarm_name(scalable: ScalableId, policy: TrackingPolicy, kind: AlarmKind) -> str:
    """The name that Application Auto Scaling gives an alarm."""
    number = uuid5(NAMESPACE_URL, f"{scalable} {policy.name} {kind.value}")
    return f"TargetTracking-{scalable.resource}-{kind.value}-{number}"


def policy_alarm(
    scalable: ScalableId, policy: TrackingPolicy, kind: AlarmKind, capacity: int
) -> PolicyAlarm:
    """An alarm at a capacity: consumption is compared with it, and it with what it was."""
    metric = scalable.dimension.rpartition(":")[2]
    target = policy.target / 100
    full = capacity * _MINUTE
    match kind:
        case AlarmKind.HIGH:
            return _consumed(metric, round(target * full, 6), SCALE_OUT_MINUTES, above=True)
        case AlarmKind.LOW:
            low = round((target - SCALE_IN_BELOW) * full, 6)
            return _consumed(metric, low, SCALE_IN_MINUTES, above=False)
        case AlarmKind.PROVISIONED_HIGH | AlarmKind.PROVISIONED_LOW:
            above = kind is AlarmKind.PROVISIONED_HIGH
            return PolicyAlarm(f"Provisioned{metric}", "Average", above, capacity, 3, _FIVE_MINUTES)


def _consumed(metric: str, threshold: float, periods: int, *, above: bool) -> PolicyAlarm:
    return PolicyAlarm(f"Consumed{metric}", "Sum", above, threshold, periods, _MINUTE)
