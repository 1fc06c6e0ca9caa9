"""The types of the prescaler: dimensions, observations, leases, decisions, outcomes."""

from kickoff.outcome import Code, Failure, Outcome
from prescaler.model.decision import (
    DOWNWARD,
    UPWARD,
    Action,
    CapacityChange,
    Decision,
    DecisionInput,
    DesiredState,
    ScheduledActionPlan,
)
from prescaler.model.dimension import Dimension, Resource
from prescaler.model.lease import (
    PREFIX,
    Claim,
    Entry,
    Lease,
    Leases,
    Pause,
    ScheduledAction,
    conflict,
    unavailable,
)
from prescaler.model.observed import (
    UNBOUNDED,
    Activity,
    Capacity,
    Kind,
    Limits,
    Move,
    Observed,
    Use,
)

__all__ = [
    "DOWNWARD",
    "PREFIX",
    "UNBOUNDED",
    "UPWARD",
    "Action",
    "Activity",
    "Capacity",
    "CapacityChange",
    "Claim",
    "Code",
    "Decision",
    "DecisionInput",
    "DesiredState",
    "Dimension",
    "Entry",
    "Failure",
    "Kind",
    "Lease",
    "Leases",
    "Limits",
    "Move",
    "Observed",
    "Outcome",
    "Pause",
    "Resource",
    "ScheduledAction",
    "ScheduledActionPlan",
    "Use",
    "conflict",
    "unavailable",
]
