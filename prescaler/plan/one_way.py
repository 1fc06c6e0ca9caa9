"""Decisions that only lower, or only raise: a person's release, and a tick of the past."""

from dataclasses import replace

from prescaler.model import UPWARD, Action, Code, Decision

_LOWERINGS = frozenset((Action.LOWER, Action.FINISH, Action.RELEASE))


def without_raise(decision: Decision) -> Decision:
    """The decision of a release; a raise waits for the next tick instead."""
    return _without(decision, decision.action in UPWARD, "a release raises nothing")


def without_lowering(decision: Decision) -> Decision:
    """The decision of a past instant; a lowering waits for the next tick instead."""
    return _without(decision, decision.action in _LOWERINGS, "a tick of the past lowers nothing")


def _without(decision: Decision, applies: bool, rule: str) -> Decision:  # noqa: FBT001
    if not applies:
        return decision
    reason = f"{decision.reason}, and {rule}"
    return replace(decision, action=Action.WAIT, reason=reason, change=None, code=Code.WAITING)
