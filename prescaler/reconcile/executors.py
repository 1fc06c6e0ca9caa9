"""The executor's interface and result, and the executor that changes nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from kickoff.timeline import Fixture
from prescaler.model import Decision, DecisionInput, Outcome, ScheduledAction
from prescaler.parallel import ParallelMap
from prescaler.plan.readiness import ReadyMargin, unready


@dataclass(frozen=True, slots=True)
class ScheduledActionChange:
    """The scheduled actions of a dimension that a tick creates, and the names that it deletes."""

    created: tuple[ScheduledAction, ...] = ()
    deleted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionResult:
    """A decision with its outcome; `inputs` hold the state read last.

    `scheduling` is the change of its scheduled actions, made or only described.
    """

    decision: Decision
    outcome: Outcome
    inputs: DecisionInput
    margins: tuple[ReadyMargin, ...] = ()
    unready: tuple[Fixture, ...] = ()
    scheduling: ScheduledActionChange = ScheduledActionChange()


class Executor(Protocol):
    """Executes the decisions of a tick."""

    def execute(self, decisions: Sequence[Decision], now: datetime) -> list[DecisionResult]:
        """Return one result for each decision; never raise."""
        ...


class DryRunExecutor:
    """Changes nothing; `describe` makes the outcome of each decision."""

    def __init__(self, describe: Callable[[Decision], Outcome]) -> None:
        self._describe = describe

    def execute(self, decisions: Sequence[Decision], now: datetime) -> list[DecisionResult]:
        """Describe each decision."""
        return [
            DecisionResult(
                decision,
                self._describe(decision),
                decision.inputs,
                unready=unready(decision.inputs, now),
            )
            for decision in decisions
        ]


class ObservingExecutor:
    """Changes nothing for targets that are only observed, and executes all other decisions.

    A fixture of an observed target is never unready: nobody asked for its capacity.
    """

    def __init__(
        self, acting: Executor, describing: Executor, is_observed: Callable[[str], bool]
    ) -> None:
        self._acting = acting
        self._describing = describing
        self._is_observed = is_observed

    def execute(self, decisions: Sequence[Decision], now: datetime) -> list[DecisionResult]:
        """Return the results of the executed decisions, then those of the described ones."""
        observed = [each for each in decisions if self._observes(each)]
        acted = self._acting.execute([e for e in decisions if not self._observes(e)], now)
        described = self._describing.execute(observed, now) if observed else []
        return [*acted, *(replace(each, unready=()) for each in described)]

    def _observes(self, decision: Decision) -> bool:
        return self._is_observed(decision.inputs.dimension.key.target)


class SchedulingExecutor:
    """Changes no capacity. `schedule` updates, or only describes, the scheduled actions.

    An update deletes those that would change capacity later, if nothing may change.
    """

    def __init__(
        self,
        described: DryRunExecutor,
        schedule: Callable[[DecisionResult, datetime], DecisionResult],
        parallel_map: ParallelMap,
    ) -> None:
        self._described = described
        self._schedule = schedule
        self._map = parallel_map

    def execute(self, decisions: Sequence[Decision], now: datetime) -> list[DecisionResult]:
        """Describe each decision, then the scheduled actions of its dimension."""
        results = self._described.execute(decisions, now)
        return self._map(lambda each: self._schedule(each, now), results)
