"""A tick's look at everything it touches, and what it makes of it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from kickoff.calendar import Calendar
from kickoff.timeline import Key, Step, steps
from prescaler.model import (
    Capacity,
    Decision,
    DecisionInput,
    DesiredState,
    Dimension,
    Lease,
    Leases,
    Observed,
    Outcome,
    Use,
)
from prescaler.plan.decide import decide
from prescaler.plan.desired_states import desired_states, started_early, without_waived
from prescaler.plan.holding import vanished
from prescaler.plan.moved import moved
from prescaler.plan.replicas import table_wide
from prescaler.plan.restraint import LOOKED_AHEAD
from prescaler.reconcile.ports import Scaling
from prescaler.reconcile.recording import DOWNWARD

Wanted = Mapping[Dimension, DesiredState | None]


@dataclass(frozen=True)
class TickPlanner:
    """A calendar and the leases that stand, at an instant."""

    calendar: Calendar
    leases: Leases
    at: datetime

    @cached_property
    def _everywhere(self) -> Mapping[Dimension, DesiredState]:
        """What is wanted of everything, touched or not; asked for by global tables alone."""
        return desired_states(self.calendar, self.at)

    def decisions(self, scaling: Scaling, wanted: Wanted) -> list[Decision]:
        """One for each dimension; a lowering rests on what the last minutes consumed too."""
        observed = scaling.observe(wanted) if wanted else {}
        decided = [decide(each, self.at) for each in self._situations(wanted, observed)]
        lowering = [each.inputs.dimension for each in decided if each.action in DOWNWARD]
        if not lowering:
            return decided
        use, coming = scaling.use(lowering, self.at), self._coming(lowering)
        return [self._carefully(each, use, coming) for each in decided]

    def _situations(
        self, wanted: Wanted, observed: Mapping[Dimension, Observed]
    ) -> Iterator[DecisionInput]:
        """All that is known of each; a lease whose table has another name now goes with it."""
        leases = moved(wanted, self.leases, observed)
        gone = {lease.dimension for lease in leases.values()}
        for dimension, desired_state in wanted.items():
            if dimension not in gone:
                lease = leases.get(dimension) or self.leases.of(dimension)
                yield self._situation(dimension, desired_state, lease, observed[dimension])

    def _situation(
        self,
        dimension: Dimension,
        desired_state: DesiredState | None,
        lease: Lease | Outcome | None,
        observed: Observed,
    ) -> DecisionInput:
        ended = self.leases.ended.get(dimension.lease_id)
        inputs = DecisionInput(dimension, desired_state, lease, observed, ended)
        held = lease if isinstance(lease, Lease) else None
        if held is not None:
            lost = vanished(held, desired_state, self.calendar, self.at)
            inputs = replace(inputs, vanished=lost)
        if desired_state is None:
            return inputs
        capacity = observed.capacity
        if isinstance(capacity, Capacity):
            desired_state = started_early(desired_state, dimension, capacity)
            desired_state = table_wide(dimension, desired_state, capacity, lambda: self._everywhere)
        return replace(inputs, desired_state=without_waived(desired_state, held or ended))

    def _coming(self, lowering: Collection[Dimension]) -> dict[Key, tuple[Step, ...]]:
        """The steps of the next hours that fixtures make, by dimension."""
        bounds = self.calendar.bounds
        wanted = {each.key: bounds[each.key] for each in lowering if each.key in bounds}
        end = self.at + LOOKED_AHEAD
        found: dict[Key, tuple[Step, ...]] = {}
        for step in steps(wanted, self.calendar.fixtures(self.at, end), self.at, end):
            if step.start > self.at and step.level.because:
                found[step.key] = (*found.get(step.key, ()), step)
        return found

    def _carefully(
        self,
        decision: Decision,
        use: Mapping[Dimension, Use | Outcome],
        coming: Mapping[Key, tuple[Step, ...]],
    ) -> Decision:
        """A lowering decided again, with what it asks for beside the bounds."""
        inputs, dimension = decision.inputs, decision.inputs.dimension
        if dimension not in use:
            return decision
        known = replace(inputs, use=use[dimension], coming=coming.get(dimension.key, ()))
        return decide(known, self.at)
