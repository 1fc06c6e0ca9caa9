"""Executors over the same decisions; the one that only says what it would do."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from prescaler.model import Decision, Outcome
from prescaler.plan.readiness import unready
from prescaler.reconcile.result import Result


class Executor(Protocol):
    """Does something with decisions."""

    def execute(self, decisions: Sequence[Decision], now: datetime) -> list[Result]:
        """One result for each decision, whatever happens."""
        ...


class DryRunExecutor:
    """Says what would be done, in the words it is given."""

    def __init__(self, say: Callable[[Decision], Outcome]) -> None:
        self._say = say

    def execute(self, decisions: Sequence[Decision], now: datetime) -> list[Result]:
        """Touches nothing."""
        return [
            Result(
                decision,
                self._say(decision),
                decision.inputs,
                unready=unready(decision.inputs, now),
            )
            for decision in decisions
        ]
