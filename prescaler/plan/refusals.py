"""Raises that a quota refused: asked again after some minutes, not in each."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from prescaler.model import UPWARD, Action, Code, Decision, Outcome

# The second try comes after 5 minutes, the third after 10 more, then one every 15.
_STEP, _LONGEST = timedelta(minutes=5), timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Refusal:
    """The last refusal of a raise: the minimum, the tick, and the number of refusals in a row."""

    minimum: int
    at: datetime
    times: int = 1

    @property
    def retry_at(self) -> datetime:
        """The tick that asks again."""
        return self.at + min(self.times * _STEP, _LONGEST)


def without_refused(decision: Decision, refusal: Refusal | None, now: datetime) -> Decision:
    """The decision; a raise to as much as was refused waits. A lower one may fit the quota."""
    change = decision.change
    if refusal is None or change is None or decision.action not in UPWARD:
        return decision
    if change.to.minimum < refusal.minimum or now >= refusal.retry_at:
        return decision
    reason = (
        f"{decision.inputs.describe_demand()}, refused at {refusal.at:%H:%MZ} and asked again at "
        f"{refusal.retry_at:%H:%MZ}"
    )
    return replace(decision, action=Action.WAIT, reason=reason, change=None, code=Code.QUOTA)


def next_refusal(
    before: Refusal | None, decision: Decision, outcome: Outcome, now: datetime
) -> Refusal | None:
    """The refusal to remember after a tick; None once a raise succeeds or is not needed."""
    change = decision.change
    if change is not None and decision.action in UPWARD and outcome.code is Code.QUOTA:
        return Refusal(change.to.minimum, now, before.times + 1 if before else 1)
    return before if outcome.code in {Code.QUOTA, Code.QUEUED} else None
