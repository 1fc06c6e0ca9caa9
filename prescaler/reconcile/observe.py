"""Observation: everything the decisions of a tick rest on, read once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache

from kickoff.timeline import Key, Level
from prescaler.model import (
    Action,
    Capacity,
    DecisionInput,
    Dimension,
    Lease,
    Observed,
    Outcome,
    RecentConsumption,
)
from prescaler.plan.desired_states import started_early
from prescaler.plan.due import DesiredStates, TickContext
from prescaler.plan.lowering import may_lower
from prescaler.plan.ownership import migrate_kind
from prescaler.plan.prewarming import with_purchases
from prescaler.plan.queue import started_in_queue
from prescaler.plan.relocated import relocated_leases
from prescaler.plan.removed import removed_while_active
from prescaler.plan.replicas import (
    Replicas,
    by_table,
    highest_of_replicas,
    replicas,
    shared_regions,
    total_consumption,
)
from prescaler.reconcile.ports import Scaling

_CHANGES = frozenset((Action.RAISE, Action.LOWER))


def observe(scaling: Scaling, tick: TickContext, states: DesiredStates) -> list[DecisionInput]:
    """Read the dimensions; where a lowering is possible, read consumption and timeline too.

    A lease whose table has another name now goes with the table.
    """
    leases, observed = tick.leases, scaling.observe(states) if states else {}
    states = started_in_queue(states, observed)
    relocated = relocated_leases(states, leases, observed)
    former = {lease.dimension for lease in relocated.values()}
    levels_at = cache(tick.calendar.levels)
    everywhere = cache(lambda: by_table(tick.desired_states()))
    inputs, shared = [], dict[Dimension, Replicas]()
    for dimension, desired in states.items():
        if dimension in former:
            continue
        read = observed[dimension]
        lease = relocated.get(dimension) or leases.of(dimension)
        ended = leases.ended.get(dimension.lease_id)
        read = _with_changes(read, lease if isinstance(lease, Lease) else ended, tick.now)
        each = DecisionInput(dimension, desired, lease, read, ended)
        if isinstance(lease, Lease):
            removed = removed_while_active(lease, desired, tick.calendar, tick.at)
            lease = migrate_kind(lease, read)
            each = replace(each, lease=lease, removed_while_active=removed)
        regions = shared_regions(dimension, read)
        if regions:
            of_table = everywhere().get(dimension.group.name, {})
            shared[dimension] = replicas(dimension, regions, of_table)
        inputs.append(_with_desired(each, shared.get(dimension), tick.at, levels_at))
    return _with_outlook(scaling, tick, inputs, shared)


def _with_changes(read: Observed, past: Lease | None, now: datetime) -> Observed:
    """The observation with kickoff's own changes, for a kind that counts them."""
    if past is None or not isinstance(read.capacity, Capacity):
        return read
    changes = [each.at for each in past.entries if each.action in _CHANGES]
    return replace(read, capacity=read.kind.with_changes(read.capacity, changes, now))


def _with_desired(
    inputs: DecisionInput,
    shared: Replicas | None,
    at: datetime,
    levels_at: Callable[[datetime], Mapping[Key, Level]],
) -> DecisionInput:
    """The input with the desired state as far as it depends on what was read."""
    desired = inputs.desired_state
    if shared is not None:
        inputs = replace(inputs, replica_hold=shared.hold(inputs))
    if desired is None:
        return inputs
    key = inputs.dimension.key
    desired = started_early(inputs, desired, at, lambda then: levels_at(then)[key].value)
    if shared is not None:
        desired = highest_of_replicas(desired, shared)
    return replace(inputs, desired_state=desired)


def _with_outlook(
    scaling: Scaling,
    tick: TickContext,
    inputs: list[DecisionInput],
    shared: Mapping[Dimension, Replicas],
) -> list[DecisionInput]:
    """The inputs with recent consumption and the coming day, as far as a decision needs them."""
    lowering = [each.dimension for each in inputs if may_lower(each, tick.now)]
    consumption = _consumption(scaling, tick, lowering, shared)
    states = {each.dimension: each.desired_state for each in inputs if each.desired_state}
    timeline = tick.timeline(
        each.key
        for each, desired in states.items()
        if each in consumption or desired.audited or desired.action_plan or desired.prewarm
    )
    found = [
        replace(
            each,
            consumption=consumption.get(each.dimension),
            desired_state=each.desired_state
            and each.desired_state.with_steps(timeline.get(each.dimension.key, ()), tick.now),
        )
        for each in inputs
    ]
    return with_purchases(found, tick.now)


def _consumption(
    scaling: Scaling,
    tick: TickContext,
    lowering: Sequence[Dimension],
    shared: Mapping[Dimension, Replicas],
) -> dict[Dimension, RecentConsumption | Outcome]:
    """The recent consumption of dimensions, in all regions that a lowering would lower."""
    everywhere = {
        each: [each, *(shared[each].named if each in shared else ())] for each in lowering
    }
    wanted = {each for regions in everywhere.values() for each in regions}
    read = scaling.consumption(sorted(wanted, key=str), tick.now) if wanted else {}
    return {
        each: total_consumption(read[region] for region in regions)
        for each, regions in everywhere.items()
    }
