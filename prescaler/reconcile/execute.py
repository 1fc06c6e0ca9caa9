"""Carries decisions out: raises first, all of a table in its one update, then reads back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import chain

from prescaler.crew import ParallelMap
from prescaler.model import (
    Action,
    Code,
    Decision,
    DecisionInput,
    Dimension,
    Lease,
    Move,
    Observed,
    Outcome,
    Resource,
)
from prescaler.plan.readiness import claims, margins, unready
from prescaler.plan.verdict import verdict, with_failure
from prescaler.reconcile.arm import ScheduledActions
from prescaler.reconcile.ports import LeaseStore, Scaling
from prescaler.reconcile.recording import DOWNWARD, UPWARD, Recording, Step
from prescaler.reconcile.result import Result
from prescaler.reconcile.writing import put


class LiveExecutor:
    """Carries decisions out, raises before all else, then reads the raised back once.

    Resources side by side; what belongs to one table goes in its one update.
    """

    def __init__(self, scaling: Scaling, leases: LeaseStore, parallel_map: ParallelMap) -> None:
        self._scaling = scaling
        self._leases = leases
        self._recording = Recording(leases)
        self._arming = ScheduledActions(scaling, leases)
        self._gather = parallel_map

    def execute(self, decisions: Sequence[Decision], now: datetime) -> list[Result]:
        """Acts on AWS. One failure never stops the rest."""
        up = [each for each in decisions if each.action in UPWARD]
        raised = self._carry_out(up, now)
        busy = {each.decision.inputs.dimension.whole for each in raised}
        rest = [each for each in decisions if each.action not in UPWARD]
        ready = [each for each in rest if not _waits(each, busy)]
        waiting = [_waiting(each) for each in rest if _waits(each, busy)]
        done = [*self._read_back(raised), *self._carry_out(ready, now), *waiting]
        concluded = self._gather(partial(self._conclude, now=now), done)
        results = self._gather(partial(self._arming.arm, now=now), concluded)
        return sorted(results, key=lambda each: each.inputs.dimension.key)

    def _carry_out(self, decisions: Sequence[Decision], now: datetime) -> list[Step]:
        by_whole: dict[Resource, list[Decision]] = {}
        for decision in decisions:
            by_whole.setdefault(decision.inputs.dimension.whole, []).append(decision)
        groups = list(by_whole.items())
        return list(chain.from_iterable(self._gather(partial(self._together, now=now), groups)))

    def _together(self, group: tuple[Resource, Sequence[Decision]], *, now: datetime) -> list[Step]:
        """Write the intents, then apply: after a death between the two both are known."""
        whole, decisions = group
        steps = [self._recording.record(decision, now) for decision in decisions]
        moves = [_move(step.decision) for step in steps if step.go]
        failed = self._scaling.apply(whole, moves) if moves else {}
        return [_applied(step, failed) for step in steps]

    def _read_back(self, steps: list[Step]) -> list[Step]:
        """Read what was raised once more; the next ticks read on until it is there."""
        raised = [each.inputs.dimension for each in steps if each.go]
        if not raised:
            return steps
        observed = self._scaling.observe(raised)
        return [replace(each, inputs=_seen(each.inputs, observed)) for each in steps]

    def _conclude(self, step: Step, now: datetime) -> Result:
        """Remember in the lease what became ready, so that each margin is published once."""
        decision, inputs, lease = step.decision, step.inputs, step.inputs.lease
        outcome = step.outcome or verdict(decision, inputs)
        missing = unready(inputs, now)
        if not isinstance(lease, Lease):
            return Result(decision, outcome, inputs, unready=missing)
        current = replace(lease, claims=claims(inputs, now))
        kept = lease if current == lease else put(self._leases, current)
        if isinstance(kept, Outcome):
            worse = outcome if outcome.code.is_error else kept
            return Result(decision, worse, inputs, unready=missing)
        before = decision.inputs.lease
        became = margins(before if isinstance(before, Lease) else None, kept)
        return Result(decision, outcome, replace(inputs, lease=kept), became, missing)


def _waits(decision: Decision, busy: set[Resource]) -> bool:
    """Must a lowering wait, because its table's one update is a raise now?"""
    lowers = decision.change is not None and decision.change.units is not None
    return lowers and decision.inputs.dimension.whole in busy


def _waiting(decision: Decision) -> Step:
    reason = "not lowered in the update that raises its table: the next tick looks again"
    return Step(decision, decision.inputs, Outcome(Code.WAITING, reason))


def _move(decision: Decision) -> Move:
    change, inputs = decision.change, decision.inputs
    assert change is not None  # noqa: S101 (only decisions with a change go)
    leaves = decision.action in {Action.FINISH, Action.PREWARM}
    bounds = None if leaves else change.to
    return Move(inputs.dimension, inputs.observed, bounds, change.units, change.warm)


def _applied(step: Step, failed: Mapping[Dimension, Outcome]) -> Step:
    failure = failed.get(step.inputs.dimension) if step.go else None
    if failure is None:
        return step
    if failure.code is Code.QUOTA and step.decision.action in DOWNWARD:
        failure = replace(failure, code=Code.BUDGET_SPENT)  # the only quota of a lowering
    told = step.outcome or verdict(step.decision, step.inputs)
    return replace(step, outcome=with_failure(told, failure))


def _seen(inputs: DecisionInput, observed: Mapping[Dimension, Observed]) -> DecisionInput:
    return replace(inputs, observed=observed.get(inputs.dimension, inputs.observed))
