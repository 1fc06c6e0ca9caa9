"""Executors over the same decisions: one carries them out, one only says what it would do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import chain
from typing import Protocol

from prescaler.crew import Gather
from prescaler.model import (
    Action,
    Code,
    Decision,
    Dimension,
    Entry,
    Lease,
    Leases,
    Move,
    Observed,
    Outcome,
    Resource,
    Situation,
)
from prescaler.plan.decide import decide
from prescaler.plan.readiness import claims, margins, unready
from prescaler.plan.verdict import unrecorded, verdict
from prescaler.reconcile.arm import arm
from prescaler.reconcile.ports import LeaseStore, Scaling
from prescaler.reconcile.result import Result
from prescaler.reconcile.writing import put

UPWARD = frozenset((Action.RAISE, Action.REAPPLY, Action.PREWARM))
DOWNWARD = frozenset((Action.LOWER, Action.FINISH))


class Executor(Protocol):
    """Does something with decisions."""

    def execute(self, decisions: Sequence[Decision], now: datetime) -> list[Result]:
        """One result for each decision, whatever happens."""
        ...


class Rehearsal:
    """Says what would be done, in the words it is given."""

    def __init__(self, say: Callable[[Decision], Outcome]) -> None:
        self._say = say

    def execute(self, decisions: Sequence[Decision], now: datetime) -> list[Result]:
        """Touches nothing."""
        return [
            Result(
                decision,
                self._say(decision),
                decision.situation,
                unready=unready(decision.situation, now),
            )
            for decision in decisions
        ]


@dataclass(frozen=True, slots=True)
class _Step:
    """A decision on its way: `go` while it is still to be applied.

    `outcome` is None where only reading can tell.
    """

    decision: Decision
    situation: Situation
    outcome: Outcome | None = None
    go: bool = False


class Performance:
    """Carries decisions out, raises before all else, then reads the raised back once.

    Resources side by side; what belongs to one table goes in its one update.
    """

    def __init__(self, scaling: Scaling, leases: LeaseStore, gather: Gather) -> None:
        self._scaling = scaling
        self._leases = leases
        self._gather = gather

    def execute(self, decisions: Sequence[Decision], now: datetime) -> list[Result]:
        """Acts on AWS. One failure never stops the rest."""
        up = [each for each in decisions if each.action in UPWARD]
        raised = self._carry_out(up, now)
        busy = {each.decision.situation.dimension.whole for each in raised}
        rest = [each for each in decisions if each.action not in UPWARD]
        ready = [each for each in rest if not _waits(each, busy)]
        waiting = [_waiting(each) for each in rest if _waits(each, busy)]
        done = [*self._read_back(raised), *self._carry_out(ready, now), *waiting]
        concluded = self._gather(partial(self._conclude, now=now), done)
        results = self._gather(partial(arm, self._scaling, self._leases, now=now), concluded)
        return sorted(results, key=lambda each: each.situation.dimension.key)

    def _carry_out(self, decisions: Sequence[Decision], now: datetime) -> list[_Step]:
        by_whole: dict[Resource, list[Decision]] = {}
        for decision in decisions:
            by_whole.setdefault(decision.situation.dimension.whole, []).append(decision)
        groups = list(by_whole.items())
        return list(chain.from_iterable(self._gather(partial(self._together, now=now), groups)))

    def _together(
        self, group: tuple[Resource, Sequence[Decision]], *, now: datetime
    ) -> list[_Step]:
        """Write the intents, then apply: after a death between the two both are known."""
        whole, decisions = group
        steps = [self._record(decision, now) for decision in decisions]
        moves = [_move(step.decision) for step in steps if step.go]
        failed = self._scaling.apply(whole, moves) if moves else {}
        return [_applied(step, failed) for step in steps]

    def _record(self, decision: Decision, now: datetime) -> _Step:
        situation, change = decision.situation, decision.change
        if decision.action is Action.RELEASE and isinstance(situation.lease, Lease):
            return self._release(decision, situation.lease, now)
        if change is None:
            return _Step(decision, situation)
        if change.intent is None:
            return _Step(decision, situation, go=True)
        recorded = put(self._leases, change.intent)
        if isinstance(recorded, Outcome):
            return self._unrecorded(decision, recorded, now)
        return _Step(decision, replace(situation, lease=recorded), go=True)

    def _unrecorded(self, decision: Decision, trouble: Outcome, now: datetime) -> _Step:
        """Only a raise goes ahead without its lease, and not where another prescaler wrote one.

        Where no lease could be read before, a conflict says that one stands: decide by it.
        """
        situation = decision.situation
        if trouble.code is Code.CONFLICT and isinstance(situation.lease, Outcome):
            leases = self._leases.read()
            standing = leases.of(situation.dimension)
            if not isinstance(standing, Outcome):
                anew = decide(_known(situation, standing, leases), now)
                if anew.action in UPWARD:
                    return self._record(anew, now)
                return _Step(anew, anew.situation)
        elif trouble.code is Code.CONFLICT or decision.action is not Action.RAISE:
            return _Step(decision, situation, trouble)
        return _Step(
            decision, replace(situation, lease=trouble), unrecorded(decision, trouble), go=True
        )

    def _release(self, decision: Decision, lease: Lease, now: datetime) -> _Step:
        entry = Entry(
            now, decision.action, lease.applied.minimum, lease.found.minimum, decision.reason
        )
        over = replace(lease, standing=False, claims=(), entries=lease.trail(entry))
        ended = put(self._leases, over)
        if isinstance(ended, Outcome):
            return _Step(decision, decision.situation, ended)
        return _Step(decision, replace(decision.situation, lease=None, ended=ended))

    def _read_back(self, steps: list[_Step]) -> list[_Step]:
        """Read what was raised once more; the next ticks read on until it is there."""
        raised = [each.situation.dimension for each in steps if each.go]
        if not raised:
            return steps
        observed = self._scaling.observe(raised)
        return [replace(each, situation=_seen(each.situation, observed)) for each in steps]

    def _conclude(self, step: _Step, now: datetime) -> Result:
        """Remember in the lease what became ready, so that each margin is published once."""
        decision, situation, lease = step.decision, step.situation, step.situation.lease
        outcome = step.outcome or verdict(decision, situation)
        missing = unready(situation, now)
        if not isinstance(lease, Lease):
            return Result(decision, outcome, situation, unready=missing)
        current = replace(lease, claims=claims(situation, now))
        kept = lease if current == lease else put(self._leases, current)
        if isinstance(kept, Outcome):
            worse = outcome if outcome.code.is_error else kept
            return Result(decision, worse, situation, unready=missing)
        before = decision.situation.lease
        became = margins(before if isinstance(before, Lease) else None, kept)
        return Result(decision, outcome, replace(situation, lease=kept), became, missing)


def _waits(decision: Decision, busy: set[Resource]) -> bool:
    """Must a lowering wait, because its table's one update is a raise now?"""
    lowers = decision.change is not None and decision.change.units is not None
    return lowers and decision.situation.dimension.whole in busy


def _waiting(decision: Decision) -> _Step:
    reason = "not lowered in the update that raises its table: the next tick looks again"
    return _Step(decision, decision.situation, Outcome(Code.WAITING, reason))


def _move(decision: Decision) -> Move:
    change, situation = decision.change, decision.situation
    assert change is not None  # noqa: S101 (only decisions with a change go)
    leaves = decision.action in {Action.FINISH, Action.PREWARM}
    bounds = None if leaves else change.to
    return Move(situation.dimension, situation.observed, bounds, change.units, change.warm)


def _applied(step: _Step, failed: Mapping[Dimension, Outcome]) -> _Step:
    failure = failed.get(step.situation.dimension) if step.go else None
    if failure is None:
        return step
    if failure.code is Code.QUOTA and step.decision.action in DOWNWARD:
        failure = replace(failure, code=Code.BUDGET_SPENT)  # the only quota of a lowering
    return replace(step, outcome=failure)


def _known(situation: Situation, standing: Lease | None, leases: Leases) -> Situation:
    ended = leases.ended.get(situation.dimension.lease_id)
    return replace(situation, lease=standing, ended=ended)


def _seen(situation: Situation, observed: Mapping[Dimension, Observed]) -> Situation:
    return replace(situation, observed=observed.get(situation.dimension, situation.observed))
