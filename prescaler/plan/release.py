"""Decisions of a release by hand: it lowers, and never raises."""

from dataclasses import replace

from prescaler.model import UPWARD, Action, Code, Decision


def without_raise(decision: Decision) -> Decision:
    """The decision; a raise waits for the next tick instead."""
    if decision.action not in UPWARD:
        return decision
    reason = f"{decision.reason}, and a release raises nothing"
    return replace(decision, action=Action.WAIT, reason=reason, change=None, code=Code.WAITING)
