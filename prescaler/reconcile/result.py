"""What came of a decision."""

from dataclasses import dataclass

from kickoff.timeline import Fixture
from prescaler.model import Decision, DecisionInput, Outcome
from prescaler.plan.readiness import Margin


@dataclass(frozen=True, slots=True)
class Result:
    """A decision and what came of it; `situation` is the one after it."""

    decision: Decision
    outcome: Outcome
    inputs: DecisionInput
    margins: tuple[Margin, ...] = ()
    unready: tuple[Fixture, ...] = ()
