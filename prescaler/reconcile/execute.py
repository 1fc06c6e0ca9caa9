"""Execution: raises first, then everything else; each lease is written before its change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import chain

from kickoff.aws.clients import NO_TURN
from prescaler.model import (
    UPWARD,
    Action,
    Code,
    Decision,
    DecisionInput,
    Dimension,
    Failure,
    Lease,
    Observed,
    Outcome,
    Resource,
    ScalingRequest,
)
from prescaler.parallel import ParallelMap
from prescaler.plan import lease_changes
from prescaler.plan.queue import queues, registration_rounds
from prescaler.plan.readiness import claims, margins, unready
from prescaler.plan.verdict import (
    refused_without_lease,
    verdict,
    with_failure,
    without_lease,
)
from prescaler.reconcile.executors import DecisionResult
from prescaler.reconcile.ports import LeaseStore, Scaling
from prescaler.reconcile.scheduled_actions import ScheduledActions

# Resources that a quota may refuse in a tick: one of the next may need less, or be a table above
# the quota of a table alone.
_REFUSED_IN_A_TICK = 10
_OVER_QUOTA = (
    f"a quota refused {_REFUSED_IN_A_TICK} changes in this tick: the next tick goes on with the "
    "nearest kick-off"
)


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A decision being applied. `go`: its lease is written, so the change may be applied.

    `outcome` is None if the read-back decides it.
    """

    decision: Decision
    inputs: DecisionInput
    outcome: Outcome | None = None
    go: bool = False


class LiveExecutor:
    """Applies decisions to AWS; resources in parallel, each table in one update.

    One failure never stops the rest. A raise whose lease cannot be written goes ahead if
    `raises_unrecorded`: for a process that lives on and writes the lease later.
    """

    def __init__(
        self,
        scaling: Scaling,
        leases: LeaseStore,
        parallel_map: ParallelMap,
        *,
        raises_unrecorded: bool = True,
    ) -> None:
        self._scaling = scaling
        self._leases = leases
        self._scheduled_actions = ScheduledActions(scaling, leases)
        self._map = parallel_map
        self._raises_unrecorded = raises_unrecorded

    def execute(self, decisions: Sequence[Decision], now: datetime) -> list[DecisionResult]:
        """Raise, read back, then lower; a raise and a lowering never share a call."""
        raised = self._apply([each for each in decisions if each.action in UPWARD], now)
        raised = self._read_back(raised)
        updated = {each.inputs.dimension.group for each in raised}
        rest = [each for each in decisions if each.action not in UPWARD]
        waiting = [_wait(each) for each in rest if _must_wait(each, updated)]
        rest = [each for each in rest if not _must_wait(each, updated)]
        attempts = [*raised, *self._apply(rest, now), *waiting]
        results = self._map(partial(self._conclude, now=now), attempts)
        results = self._map(partial(self._scheduled_actions.update, now=now), results)
        return sorted(results, key=lambda each: each.inputs.dimension.key)

    def _apply(self, decisions: Sequence[Decision], now: datetime) -> list[_Attempt]:
        """Register bounds in parallel, then send the changes that wait for their turns."""
        by_resource: dict[Resource, list[Decision]] = {}
        for decision in decisions:
            by_resource.setdefault(decision.inputs.dimension.group, []).append(decision)
        waiting = queues(by_resource)
        queued = {resource for queue in waiting for resource, _ in queue}
        free = [group for group in by_resource.items() if group[0] not in queued]
        found: list[list[_Attempt]] = []
        for number, groups in enumerate(registration_rounds(free)):
            if number:
                self._scaling.settle()
            found += self._map(partial(self._apply_group, now=now), groups)
        found += self._map(partial(self._apply_in_order, now=now), waiting)
        return list(chain.from_iterable(found))

    def _apply_in_order(
        self, groups: Sequence[tuple[Resource, Sequence[Decision]]], *, now: datetime
    ) -> list[_Attempt]:
        """Apply the changes of a queue; the next tick goes on with it after several refusals."""
        found: list[_Attempt] = []
        refused = 0
        for resource, decisions in groups:
            # Without a turn no lease is written: the history has each change once.
            is_over = refused >= _REFUSED_IN_A_TICK
            late = _only_sent(decisions) if is_over or not self._scaling.has_turn(resource) else []
            why = Outcome(Code.QUEUED, _OVER_QUOTA if is_over else NO_TURN)
            found += [_Attempt(each, each.inputs, why) for each in late]
            if rest := [each for each in decisions if each not in late]:
                attempts = self._apply_group((resource, rest), now=now)
                refused += any(map(_is_refused, attempts))
                found += attempts
        return found

    def _apply_group(
        self, group: tuple[Resource, Sequence[Decision]], *, now: datetime
    ) -> list[_Attempt]:
        """Write the leases of one resource, then change it in as few calls as possible."""
        resource, decisions = group
        attempts = [self._record(decision, now) for decision in decisions]
        requests = [_request(each.decision) for each in attempts if each.go]
        failed = self._scaling.apply(resource, requests) if requests else {}
        return [_with_failure(each, failed) for each in attempts]

    def _record(self, decision: Decision, now: datetime) -> _Attempt:
        """Write the lease of a decision before its change."""
        inputs, change = decision.inputs, decision.change
        if decision.action is Action.RELEASE and isinstance(inputs.lease, Lease):
            return self._release(decision, inputs.lease, now)
        if change is None or change.intent is None:
            return _Attempt(decision, inputs, go=change is not None)
        written, unread = self._put(change.intent), isinstance(inputs.lease, Outcome)
        if unread and isinstance(written, Outcome) and written.code is Code.CONFLICT:
            stored = self._stored(change.intent)
            if stored is not None:
                written, unread = self._put_over(stored, change.intent), False
        if isinstance(written, Lease):
            return _Attempt(decision, replace(inputs, lease=written), go=True)
        overtaken = written.code is Code.CONFLICT and not unread
        if overtaken or decision.action is not Action.RAISE:
            return _Attempt(decision, inputs, with_failure(verdict(decision, inputs), written))
        if not self._raises_unrecorded:
            return _Attempt(decision, inputs, refused_without_lease(decision, written))
        # A raise goes ahead without its lease, unless another prescaler wrote one meanwhile.
        inputs = replace(inputs, lease=written)
        return _Attempt(decision, inputs, without_lease(decision, written), go=True)

    def _release(self, decision: Decision, lease: Lease, now: datetime) -> _Attempt:
        ended = self._put(lease_changes.released(lease, decision.reason, now))
        if isinstance(ended, Outcome):
            return _Attempt(decision, decision.inputs, ended)
        return _Attempt(decision, replace(decision.inputs, lease=None, ended=ended))

    def _put(self, lease: Lease) -> Lease | Outcome:
        try:
            return self._leases.put(lease)
        except Failure as failure:
            return failure.outcome

    def _stored(self, lease: Lease) -> Lease | None:
        """The lease in the store, if it can be read now; it could not when the tick began."""
        leases, id_ = self._leases.read(), lease.dimension.lease_id
        if leases.away or id_ in leases.unwritten:
            return None
        return leases.standing.get(id_) or leases.ended.get(id_)

    def _put_over(self, stored: Lease, lease: Lease) -> Lease | Outcome:
        """Write a lease as the successor of the stored one, unless it is the stored one."""
        if stored.standing and stored.entries[-1:] == lease.entries[-1:]:
            return stored
        return self._put(lease_changes.successor(stored, lease))

    def _read_back(self, attempts: list[_Attempt]) -> list[_Attempt]:
        """Read the raised dimensions once; the next ticks read on until the capacity is there."""
        raised = [each.inputs.dimension for each in attempts if each.go]
        if not raised:
            return attempts
        observed = self._scaling.observe(raised)
        return [replace(each, inputs=_read(each.inputs, observed)) for each in attempts]

    def _conclude(self, attempt: _Attempt, now: datetime) -> DecisionResult:
        """Make the result, and record in the lease what became ready.

        A fixture's margin is published once, when its readiness is recorded.
        """
        decision, inputs, lease = attempt.decision, attempt.inputs, attempt.inputs.lease
        outcome = attempt.outcome or verdict(decision, inputs)
        result = DecisionResult(decision, outcome, inputs, unready=unready(inputs, now))
        if not isinstance(lease, Lease):
            return result
        current = replace(lease, claims=claims(inputs, now))
        kept = lease if current == lease else self._put(current)
        if isinstance(kept, Outcome):
            return replace(result, outcome=outcome if outcome.code.is_error else kept)
        before = decision.inputs.lease
        became_ready = margins(before if isinstance(before, Lease) else None, kept)
        return replace(result, inputs=replace(inputs, lease=kept), margins=became_ready)


def _is_refused(attempt: _Attempt) -> bool:
    return attempt.outcome is not None and attempt.outcome.code is Code.QUOTA


def _only_sent(decisions: Sequence[Decision]) -> list[Decision]:
    """The changes, unless auto scaling makes some of them: that waits for no turn."""
    changes = [each for each in decisions if each.change]
    return [] if any(each.change and each.change.by_auto_scaling for each in changes) else changes


def _must_wait(decision: Decision, updated: set[Resource]) -> bool:
    """Return whether a lowering must wait, because its table's one update is a raise now."""
    lowers = decision.change is not None and decision.change.units is not None
    return lowers and decision.inputs.dimension.group in updated


def _wait(decision: Decision) -> _Attempt:
    reason = "not lowered in the update that raises its table: the next tick tries again"
    return _Attempt(decision, decision.inputs, Outcome(Code.WAITING, reason))


def _request(decision: Decision) -> ScalingRequest:
    change, inputs = decision.change, decision.inputs
    assert change is not None  # noqa: S101 (only decisions with a change go)
    bounds = change.to if change.by_auto_scaling else None
    return ScalingRequest(inputs.dimension, inputs.observed, bounds, change.units, change.warm)


def _with_failure(attempt: _Attempt, failed: Mapping[Dimension, Outcome]) -> _Attempt:
    failure = failed.get(attempt.inputs.dimension) if attempt.go else None
    if failure is None:
        return attempt
    outcome = attempt.outcome or verdict(attempt.decision, attempt.inputs)
    return replace(attempt, outcome=with_failure(outcome, failure))


def _read(inputs: DecisionInput, observed: Mapping[Dimension, Observed]) -> DecisionInput:
    return replace(inputs, observed=observed.get(inputs.dimension, inputs.observed))
