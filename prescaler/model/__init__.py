"""What the prescaler speaks of: dimensions, what is there, leases, decisions, outcomes."""

from prescaler.model.decision import Action, Change, Decision, Insurance, Situation, Wish
from prescaler.model.dimension import Dimension, Resource
from prescaler.model.lease import (
    PREFIX,
    Armed,
    Claim,
    Entry,
    Lease,
    Leases,
    Pause,
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
from prescaler.model.outcome import Code, Failure, Outcome

__all__ = [
    "PREFIX",
    "UNBOUNDED",
    "Action",
    "Activity",
    "Armed",
    "Capacity",
    "Change",
    "Claim",
    "Code",
    "Decision",
    "Dimension",
    "Entry",
    "Failure",
    "Insurance",
    "Kind",
    "Lease",
    "Leases",
    "Limits",
    "Move",
    "Observed",
    "Outcome",
    "Pause",
    "Resource",
    "Situation",
    "Use",
    "Wish",
    "conflict",
    "unavailable",
]
