"""What the prescaler speaks of: dimensions, what is there, leases, decisions, outcomes."""

from kickoff.outcome import Code, Failure, Outcome
from prescaler.model.decision import (
    Action,
    Change,
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
    "PREFIX",
    "UNBOUNDED",
    "Action",
    "Activity",
    "Capacity",
    "Change",
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
