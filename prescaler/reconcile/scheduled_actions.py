"""Keeps the scheduled actions in AWS in step with the timeline, through the lease."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from prescaler.model import (
    DecisionInput,
    Dimension,
    Failure,
    Lease,
    Limits,
    Outcome,
    ScheduledAction,
)
from prescaler.plan import lease_changes
from prescaler.plan.scheduled_actions import scheduled_actions
from prescaler.reconcile.executors import DecisionResult, ScheduledActionChange
from prescaler.reconcile.ports import LeaseStore, Scaling

# How long an action is kept after its time: it may run a little late.
_MAY_RUN_LATE = timedelta(minutes=5)


class ScheduledActions:
    """Creates and deletes scheduled actions; the lease names each one before it exists."""

    def __init__(self, scaling: Scaling, leases: LeaseStore) -> None:
        self._scaling = scaling
        self._leases = leases

    def update(self, result: DecisionResult, now: datetime) -> DecisionResult:
        """Update the actions of a result's dimension; a failure becomes its outcome."""
        inputs = result.inputs
        try:
            plan = self._plan(inputs, now)
            if plan is None:
                return result
            lease = self._replace(inputs, plan, now)
        except Failure as failure:
            return _with_failure(result, failure)
        updated = replace(inputs, lease=lease)
        return replace(result, inputs=updated, scheduling=plan.change)

    def clear(self, result: DecisionResult, now: datetime) -> DecisionResult:
        """Delete every action of a result's dimension; with `arm`, those in AWS no lease names too.

        An action that may run at this moment stays in the lease, which owns the bounds it sets.
        """
        inputs, desired = result.inputs, result.inputs.desired_state
        lease = inputs.lease if isinstance(inputs.lease, Lease) else None
        before = lease.armed if lease else ()
        after = tuple(replace(each, stands=False) for each in _running(before, now))
        named = {each.name for each in before} if after != before else set()
        deleted = set[str]()
        try:
            deleted |= self._delete(inputs.dimension, named)
            if desired is not None and desired.action_plan is not None:
                left = self._scaling.scheduled_actions(inputs.dimension)
                deleted |= self._delete(inputs.dimension, left)
            if lease is not None and after != before:
                inputs = replace(inputs, lease=self._leases.put(replace(lease, armed=after)))
        except Failure as failure:
            result = _with_failure(result, failure)
        change = ScheduledActionChange(deleted=tuple(sorted(deleted)))
        return replace(result, inputs=inputs, scheduling=change)

    def _delete(self, dimension: Dimension, names: AbstractSet[str]) -> AbstractSet[str]:
        """Delete actions; return their names."""
        self._scaling.replace_scheduled_actions(dimension, (), sorted(names))
        return names

    def describe(self, result: DecisionResult, now: datetime) -> DecisionResult:
        """Return a result with the change that `update` makes; change nothing."""
        try:
            plan = self._plan(result.inputs, now)
        except Failure as failure:
            return _with_failure(result, failure)
        return replace(result, scheduling=plan.change) if plan else result

    def _plan(self, inputs: DecisionInput, now: datetime) -> "_ActionPlan | None":
        """Return the change of a dimension's actions; None without any."""
        if isinstance(inputs.lease, Outcome):
            return None
        coming = scheduled_actions(inputs, now)
        before, strays = self._existing(inputs, coming, now)
        kept = (*_running(before, now), *coming)
        after = tuple(replace(each, stands=True) for each in kept)
        if after == before and not strays:
            return None
        deleted = ({each.name for each in before} | strays) - {each.name for each in after}
        new = tuple(each for each in after if each not in before)
        return _ActionPlan(before, after, ScheduledActionChange(new, tuple(sorted(deleted))))

    def _existing(
        self, inputs: DecisionInput, coming: tuple[ScheduledAction, ...], now: datetime
    ) -> tuple[tuple[ScheduledAction, ...], set[str]]:
        """The lease's actions, and the names of kickoff's actions that no lease names.

        AWS is read in audits alone; between them the lease is trusted.
        """
        before = inputs.lease.armed if isinstance(inputs.lease, Lease) else ()
        desired = inputs.desired_state
        audited = desired is not None and desired.action_plan is not None and desired.audited
        if not audited or not (before or coming):
            return before, set()
        names = self._scaling.scheduled_actions(inputs.dimension)
        checked = (
            each if each.at <= now else replace(each, stands=each.stands and each.name in names)
            for each in before
        )
        return tuple(checked), {*names} - {each.name for each in before}

    def _replace(self, inputs: DecisionInput, plan: "_ActionPlan", now: datetime) -> Lease:
        """Add new actions to the lease, change AWS, then drop the deleted ones from the lease."""
        new, lease = plan.change.created, inputs.lease
        if isinstance(lease, Lease):
            lease = replace(lease, armed=plan.before)
        if new:
            live = inputs.observed.limits
            assert isinstance(live, Limits)  # noqa: S101 (without bounds no action is wanted)
            known = replace(inputs, lease=lease)
            lease = self._leases.put(lease_changes.scheduling(known, live, new, now))
        assert isinstance(lease, Lease)  # noqa: S101 (only a lease has actions to delete)
        self._scaling.replace_scheduled_actions(inputs.dimension, new, plan.change.deleted)
        return self._leases.put(replace(lease, armed=plan.after))


@dataclass(frozen=True, slots=True)
class _ActionPlan:
    """The actions in the lease, before and after a change."""

    before: tuple[ScheduledAction, ...]
    after: tuple[ScheduledAction, ...]
    change: ScheduledActionChange


def _running(armed: Iterable[ScheduledAction], now: datetime) -> Iterator[ScheduledAction]:
    """Yield the actions that may run now."""
    return (each for each in armed if now - _MAY_RUN_LATE <= each.at <= now)


def _with_failure(result: DecisionResult, failure: Failure) -> DecisionResult:
    """Return a result with a failure as its outcome, unless it has an error."""
    worse = result.outcome if result.outcome.code.is_error else failure.outcome
    return replace(result, outcome=worse)
