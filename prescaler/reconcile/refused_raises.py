"""The refusals that a process remembers. A new process asks once more."""

from collections.abc import Iterable
from datetime import datetime

from prescaler.model import Decision, Dimension
from prescaler.plan.refusals import Refusal, next_refusal, without_refused
from prescaler.reconcile.executors import DecisionResult


class RefusedRaises:
    """The last refusal of each dimension by a quota."""

    def __init__(self) -> None:
        self._refusals: dict[Dimension, Refusal] = {}

    def hold(self, decisions: Iterable[Decision], now: datetime) -> list[Decision]:
        """The decisions of a tick; raises that were refused a short time ago wait."""
        return [
            without_refused(each, self._refusals.get(each.inputs.dimension), now)
            for each in decisions
        ]

    def note(self, results: Iterable[DecisionResult], now: datetime) -> None:
        """Remember the refusals of a tick, and forget those that are over."""
        for each in results:
            dimension = each.inputs.dimension
            before = self._refusals.pop(dimension, None)
            if after := next_refusal(before, each.decision, each.outcome, now):
                self._refusals[dimension] = after
