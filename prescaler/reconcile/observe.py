"""Observation: everything the decisions of a tick rest on, read once."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache

from kickoff.calendar import Calendar
from prescaler.model import (
    Capacity,
    DecisionInput,
    DesiredState,
    Dimension,
    Lease,
    Leases,
)
from prescaler.plan.desired_states import (
    desired_states,
    highest_of_replicas,
    started_early,
    without_released,
)
from prescaler.plan.due import Wanted
from prescaler.plan.lowering import may_lower
from prescaler.plan.ownership import migrate_kind
from prescaler.plan.relocated import relocated_leases
from prescaler.plan.removed import removed_while_active
from prescaler.reconcile.ports import Scaling


def observe(
    scaling: Scaling, calendar: Calendar, leases: Leases, wanted: Wanted, at: datetime
) -> list[DecisionInput]:
    """Read the dimensions; where a lowering is possible, read their consumption too.

    A lease whose table has another name now goes with the table.
    """
    observed = scaling.observe(wanted) if wanted else {}
    relocated = relocated_leases(wanted, leases, observed)
    former = {lease.dimension for lease in relocated.values()}
    everywhere = cache(lambda: desired_states(calendar, at))
    inputs = []
    for dimension, desired in wanted.items():
        if dimension in former:
            continue
        lease = relocated.get(dimension) or leases.of(dimension)
        if isinstance(lease, Lease):
            lease = migrate_kind(lease, observed[dimension])
        each = DecisionInput(
            dimension,
            desired,
            lease,
            observed[dimension],
            leases.ended.get(dimension.lease_id),
            removed_while_active(lease, desired, calendar, at) if isinstance(lease, Lease) else (),
        )
        inputs.append(_with_desired(each, everywhere))
    return _with_consumption(scaling, inputs, at)


def _with_desired(
    inputs: DecisionInput, everywhere: Callable[[], Mapping[Dimension, DesiredState]]
) -> DecisionInput:
    """The input with the desired state as far as it depends on what was read."""
    desired, capacity = inputs.desired_state, inputs.observed.capacity
    if desired is None:
        return inputs
    if isinstance(capacity, Capacity):
        desired = started_early(desired, inputs.dimension, capacity)
        desired = highest_of_replicas(desired, inputs.dimension, capacity, everywhere)
    return replace(inputs, desired_state=without_released(desired, inputs.past))


def _with_consumption(
    scaling: Scaling, inputs: list[DecisionInput], at: datetime
) -> list[DecisionInput]:
    lowering = [each.dimension for each in inputs if may_lower(each, at)]
    consumption = scaling.use(lowering, at) if lowering else {}
    return [replace(each, use=consumption.get(each.dimension)) for each in inputs]
