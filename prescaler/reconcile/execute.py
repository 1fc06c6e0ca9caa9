"""Executors over the same decisions: one carries them out, one only says what it would do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from kickoff.timeline import Fixture
from prescaler.model import (
    Action,
    Change,
    Code,
    Decision,
    Dimension,
    Failure,
    Lease,
    Limits,
    Observed,
    Outcome,
    Situation,
)
from prescaler.plan.decide import decide
from prescaler.plan.readiness import Margin, claims, margins, unready
from prescaler.plan.verdict import intention, unrecorded, verdict
from prescaler.reconcile.ports import LeaseStore, Scaling

_UPWARD = frozenset((Action.RAISE, Action.REAPPLY))


@dataclass(frozen=True, slots=True)
class Result:
    """A decision and what came of it; `situation` is the one after it."""

    decision: Decision
    outcome: Outcome
    situation: Situation
    margins: tuple[Margin, ...] = ()
    unready: tuple[Fixture, ...] = ()


class Executor(Protocol):
    """Does something with decisions."""

    def execute(self, decisions: Sequence[Decision], now: datetime) -> list[Result]:
        """One result for each decision, whatever happens."""
        ...


class Rehearsal:
    """Says what would be done."""

    def execute(self, decisions: Sequence[Decision], now: datetime) -> list[Result]:
        """Touches nothing."""
        return [
            Result(
                decision,
                intention(decision),
                decision.situation,
                unready=unready(decision.situation, now),
            )
            for decision in decisions
        ]


@dataclass(frozen=True, slots=True)
class _Done:
    """A decision carried out; `outcome` is None where only reading can tell."""

    decision: Decision
    situation: Situation
    outcome: Outcome | None = None


class Performance:
    """Carries decisions out, raises before all else, then reads the raised back once."""

    def __init__(self, scaling: Scaling, leases: LeaseStore) -> None:
        self._scaling = scaling
        self._leases = leases

    def execute(self, decisions: Sequence[Decision], now: datetime) -> list[Result]:
        """Acts on AWS. One failure never stops the rest."""
        raises_first = sorted(decisions, key=lambda each: each.action not in _UPWARD)
        done = [self._carry_out(decision, now) for decision in raises_first]
        results = [self._conclude(each, now) for each in self._read_back(done)]
        return sorted(results, key=lambda each: each.situation.dimension.key)

    def _carry_out(self, decision: Decision, now: datetime) -> _Done:
        situation = decision.situation
        if decision.change is not None:
            return self._change(decision, decision.change, now)
        if decision.action is Action.RELEASE and isinstance(situation.lease, Lease):
            return self._release(decision, situation.lease)
        return _Done(decision, situation)

    def _change(self, decision: Decision, change: Change, now: datetime) -> _Done:
        """Write the intent, then register: after a death between the two both are known."""
        situation = decision.situation
        if change.intent is None:
            return _Done(decision, situation, self._register(situation, change.to))
        recorded = self._put(change.intent)
        if isinstance(recorded, Outcome):
            return self._change_unrecorded(decision, change, recorded, now)
        return _Done(
            decision, replace(situation, lease=recorded), self._register(situation, change.to)
        )

    def _change_unrecorded(
        self, decision: Decision, change: Change, trouble: Outcome, now: datetime
    ) -> _Done:
        """Only a raise goes ahead without its lease, and not where another prescaler wrote one.

        Where no lease could be read before, a conflict says that one stands: decide by it.
        """
        situation = decision.situation
        if trouble.code is Code.CONFLICT and isinstance(situation.lease, Outcome):
            standing = self._leases.read().of(situation.dimension)
            if not isinstance(standing, Outcome):
                return self._carry_out(decide(replace(situation, lease=standing), now), now)
        elif trouble.code is Code.CONFLICT or decision.action is not Action.RAISE:
            return _Done(decision, situation, trouble)
        failed = self._register(situation, change.to)
        return _Done(
            decision, replace(situation, lease=trouble), failed or unrecorded(decision, trouble)
        )

    def _release(self, decision: Decision, lease: Lease) -> _Done:
        try:
            self._leases.delete(lease)
        except Failure as failure:
            return _Done(decision, decision.situation, failure.outcome)
        return _Done(decision, replace(decision.situation, lease=None))

    def _register(self, situation: Situation, to: Limits) -> Outcome | None:
        """Register both bounds in one call where MaxCapacity changes; what failed, if it did."""
        unchanged = situation.observed.limits
        keeps = isinstance(unchanged, Limits) and unchanged.maximum == to.maximum
        try:
            self._scaling.register(situation.dimension, to.minimum, None if keeps else to.maximum)
        except Failure as failure:
            return failure.outcome
        return None

    def _put(self, lease: Lease) -> Lease | Outcome:
        try:
            return self._leases.put(lease)
        except Failure as failure:
            return failure.outcome

    def _read_back(self, done: list[_Done]) -> list[_Done]:
        """Read what was raised once more; the next ticks read on until it is there."""
        raised = [
            each.situation.dimension
            for each in done
            if each.decision.action in _UPWARD and each.outcome is None
        ]
        if not raised:
            return done
        observed = self._scaling.observe(raised)
        return [replace(each, situation=_seen(each.situation, observed)) for each in done]

    def _conclude(self, done: _Done, now: datetime) -> Result:
        """Remember in the lease what became ready, so that each margin is published once."""
        decision, situation, lease = done.decision, done.situation, done.situation.lease
        outcome = done.outcome or verdict(decision, situation)
        missing = unready(situation, now)
        if not isinstance(lease, Lease):
            return Result(decision, outcome, situation, unready=missing)
        current = replace(lease, claims=claims(situation, now))
        kept = lease if current == lease else self._put(current)
        if isinstance(kept, Outcome):
            worse = outcome if outcome.code.is_error else kept
            return Result(decision, worse, situation, unready=missing)
        before = decision.situation.lease
        became = margins(before if isinstance(before, Lease) else None, kept)
        return Result(decision, outcome, replace(situation, lease=kept), became, missing)


def _seen(situation: Situation, observed: Mapping[Dimension, Observed]) -> Situation:
    return replace(situation, observed=observed.get(situation.dimension, situation.observed))
