"""The reconciler: what should be true now is asked anew on every tick."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from kickoff.config import Calendar
from kickoff.timeline import Key, Step, steps
from prescaler.crew import Gather, serially
from prescaler.model import (
    Capacity,
    Decision,
    Dimension,
    Lease,
    Leases,
    Observed,
    Outcome,
    Situation,
    Use,
    Wish,
)
from prescaler.plan.decide import decide
from prescaler.plan.holding import vanished
from prescaler.plan.restraint import LOOKED_AHEAD
from prescaler.plan.touch import everything, touched
from prescaler.plan.wishes import started_early, without_waived
from prescaler.reconcile.execute import DOWNWARD, Executor, Performance, Rehearsal
from prescaler.reconcile.ports import LeaseStore, Scaling
from prescaler.reconcile.result import Result
from prescaler.reconcile.status import Row, row


@dataclass(frozen=True, slots=True)
class Report:
    """The results of a tick, and the troubles that belong to no dimension it touched."""

    results: tuple[Result, ...]
    troubles: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Prescaler:
    """Capacity and leases, kept in step with a calendar. `at` is a whole minute.

    `gather` does what belongs to different tables side by side.
    """

    scaling: Scaling
    leases: LeaseStore
    gather: Gather = serially

    def reconcile(self, calendar: Calendar, at: datetime) -> Report:
        """Carry out this tick's decisions."""
        return self._tick(calendar, at, Performance(self.scaling, self.leases, self.gather))

    def rehearse(self, calendar: Calendar, at: datetime) -> Report:
        """The same decisions, only said."""
        return self._tick(calendar, at, Rehearsal())

    def status(self, calendar: Calendar, at: datetime) -> list[Row]:
        """Desired beside live, of every dimension and every lease; changes nothing."""
        leases = self.leases.read()
        looking = _Looking(calendar, leases, at)
        return [row(each) for each in self._decide(looking, everything(calendar, leases, at))]

    def _tick(self, calendar: Calendar, at: datetime, executor: Executor) -> Report:
        leases = self.leases.read()
        looking = _Looking(calendar, leases, at)
        decisions = self._decide(looking, touched(calendar, leases, at))
        return Report(tuple(executor.execute(decisions, at)), leases.troubles)

    def _decide(
        self, looking: "_Looking", wanted: Mapping[Dimension, Wish | None]
    ) -> list[Decision]:
        observed = self.scaling.observe(wanted) if wanted else {}
        decisions = [
            decide(looking.situation(dimension, wish, observed[dimension]), looking.at)
            for dimension, wish in wanted.items()
        ]
        lowering = [each.situation.dimension for each in decisions if each.action in DOWNWARD]
        if not lowering:
            return decisions
        use = self.scaling.use(lowering, looking.at)
        coming = looking.coming(lowering)
        return [_carefully(decision, use, coming, looking.at) for decision in decisions]


@dataclass(frozen=True, slots=True)
class _Looking:
    """What a tick knows before it looks at AWS."""

    calendar: Calendar
    leases: Leases
    at: datetime

    def situation(self, dimension: Dimension, wish: Wish | None, observed: Observed) -> Situation:
        """All that is known of a dimension."""
        lease, ended = self.leases.of(dimension), self.leases.ended.get(dimension.lease_id)
        situation = Situation(dimension, wish, lease, observed, ended)
        held = lease if isinstance(lease, Lease) else None
        if held is not None:
            lost = vanished(held, wish, self.calendar, self.at)
            situation = replace(situation, vanished=lost)
        if wish is None:
            return situation
        if isinstance(observed.capacity, Capacity):
            wish = started_early(wish, dimension, observed.capacity)
        return replace(situation, wish=without_waived(wish, held or ended))

    def coming(self, lowering: Collection[Dimension]) -> dict[Key, tuple[Step, ...]]:
        """The steps of the next hours that go up from the level before, by dimension."""
        bounds = self.calendar.bounds
        wanted = {each.key: bounds[each.key] for each in lowering if each.key in bounds}
        end = self.at + LOOKED_AHEAD
        found: dict[Key, tuple[Step, ...]] = {}
        fixtures = self.calendar.fixtures(self.at, end)
        for step in steps(wanted, fixtures, self.at, end):
            if step.start > self.at and step.level.because:
                found[step.key] = (*found.get(step.key, ()), step)
        return found


def _carefully(
    decision: Decision,
    use: Mapping[Dimension, Use | Outcome],
    coming: Mapping[Key, tuple[Step, ...]],
    at: datetime,
) -> Decision:
    """A lowering decided again, with what it asks for beside the bounds."""
    dimension = decision.situation.dimension
    if dimension not in use:
        return decision
    situation = replace(
        decision.situation, use=use[dimension], coming=coming.get(dimension.key, ())
    )
    return decide(situation, at)
