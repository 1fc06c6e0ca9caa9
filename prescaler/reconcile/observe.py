"""Observation: everything the decisions of a tick rest on, read once."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

from prescaler.model import DecisionInput, DesiredState, Dimension, Lease
from prescaler.plan.desired_states import highest_of_replicas, started_early, without_released
from prescaler.plan.due import DesiredStates, TickContext
from prescaler.plan.lowering import may_lower
from prescaler.plan.ownership import migrate_kind
from prescaler.plan.prewarming import with_purchases
from prescaler.plan.queue import started_in_queue
from prescaler.plan.relocated import relocated_leases
from prescaler.plan.removed import removed_while_active
from prescaler.reconcile.ports import Scaling


def observe(scaling: Scaling, tick: TickContext, states: DesiredStates) -> list[DecisionInput]:
    """Read the dimensions; where a lowering is possible, read consumption and timeline too.

    A lease whose table has another name now goes with the table.
    """
    leases, observed = tick.leases, scaling.observe(states) if states else {}
    states = started_in_queue(states, observed)
    relocated = relocated_leases(states, leases, observed)
    former = {lease.dimension for lease in relocated.values()}
    everywhere = cache(tick.desired_states)
    inputs = []
    for dimension, desired in states.items():
        if dimension in former:
            continue
        read = observed[dimension]
        lease = relocated.get(dimension) or leases.of(dimension)
        each = DecisionInput(dimension, desired, lease, read, leases.ended.get(dimension.lease_id))
        if isinstance(lease, Lease):
            removed = removed_while_active(lease, desired, tick.calendar, tick.at)
            lease = migrate_kind(lease, read)
            each = replace(each, lease=lease, removed_while_active=removed)
        inputs.append(_with_desired(each, everywhere))
    return _with_outlook(scaling, tick, inputs)


def _with_desired(
    inputs: DecisionInput, everywhere: Callable[[], Mapping[Dimension, DesiredState]]
) -> DecisionInput:
    """The input with the desired state as far as it depends on what was read."""
    desired = inputs.desired_state
    if desired is None:
        return inputs
    desired = started_early(desired, inputs.dimension, inputs.observed)
    desired = highest_of_replicas(desired, inputs.dimension, inputs.observed, everywhere)
    return replace(inputs, desired_state=without_released(desired, inputs.past))


def _with_outlook(
    scaling: Scaling, tick: TickContext, inputs: list[DecisionInput]
) -> list[DecisionInput]:
    """The inputs with recent consumption and the coming day, as far as a decision needs them."""
    lowering = [each.dimension for each in inputs if may_lower(each, tick.at)]
    consumption = scaling.consumption(lowering, tick.at) if lowering else {}
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
            and each.desired_state.with_steps(timeline.get(each.dimension.key, ()), tick.at),
        )
        for each in inputs
    ]
    return with_purchases(found, tick.at)
