"""The types of the prescaler: dimensions, kinds, observations, leases, decisions."""

from kickoff.outcome import Code, Failure, Outcome
from prescaler.model.decision import (
    UPWARD,
    Action,
    CapacityChange,
    ComingLevel,
    Decision,
    DecisionInput,
    DesiredState,
    ScheduledActionPlan,
)
from prescaler.model.dimension import Dimension, Resource
from prescaler.model.kind import CapacityKind, Kinds, Observed, ScalingRequest
from prescaler.model.lease import (
    AUTOSCALED,
    ON_DEMAND,
    PREFIX,
    PROVISIONED,
    UNREAD,
    Claim,
    Entry,
    Lease,
    Leases,
    Pause,
    ScheduledAction,
    conflict,
    unavailable,
)
from prescaler.model.observed import UNBOUNDED, Activity, Capacity, Limits, RecentConsumption

__all__ = [
    "AUTOSCALED",
    "ON_DEMAND",
    "PREFIX",
    "PROVISIONED",
    "UNBOUNDED",
    "UNREAD",
    "UPWARD",
    "Action",
    "Activity",
    "Capacity",
    "CapacityChange",
    "CapacityKind",
    "Claim",
    "Code",
    "ComingLevel",
    "Decision",
    "DecisionInput",
    "DesiredState",
    "Dimension",
    "Entry",
    "Failure",
    "Kinds",
    "Lease",
    "Leases",
    "Limits",
    "Observed",
    "Outcome",
    "Pause",
    "RecentConsumption",
    "Resource",
    "ScalingRequest",
    "ScheduledAction",
    "ScheduledActionPlan",
    "conflict",
    "unavailable",
]
