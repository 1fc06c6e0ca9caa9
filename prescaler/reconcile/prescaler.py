"""The prescaler: each tick brings live capacity to what the calendar needs now."""

from dataclasses import dataclass
from datetime import datetime

from kickoff.calendar import Calendar
from prescaler.model import Decision, Failure, Kinds, Lease, Outcome, Pause
from prescaler.parallel import ParallelMap, map_serially
from prescaler.plan import lease_changes
from prescaler.plan.decide_together import decide_together
from prescaler.plan.due import DesiredStates, TickContext, select_all, select_due
from prescaler.plan.verdict import intention, paused
from prescaler.reconcile.execute import LiveExecutor
from prescaler.reconcile.executors import DecisionResult, DryRunExecutor, Executor
from prescaler.reconcile.observe import observe
from prescaler.reconcile.ports import LeaseStore, Scaling
from prescaler.reconcile.status import HistoryEntry, StatusReport, history, status_row
from prescaler.resources.registry import KINDS


@dataclass(frozen=True, slots=True)
class TickReport:
    """The results of a tick, and the failures of the lease store.

    `pause`: a person's pause, while it lasts.
    """

    results: tuple[DecisionResult, ...]
    troubles: tuple[Outcome, ...]
    pause: Pause | None = None


@dataclass(frozen=True, slots=True)
class Prescaler:
    """Keeps capacity in step with a calendar. `at` is a whole minute.

    `parallel_map` handles different resources in parallel. `raises_unrecorded`: raise even if the
    lease cannot be written. A process that ends must not: nothing would lower the capacity.
    """

    scaling: Scaling
    leases: LeaseStore
    parallel_map: ParallelMap = map_serially
    kinds: Kinds = KINDS
    raises_unrecorded: bool = True

    def reconcile(self, calendar: Calendar, at: datetime) -> TickReport:
        """Run one tick; while a person paused changes, only describe it."""
        return self._tick(calendar, at, self._live_executor())

    def dry_run(self, calendar: Calendar, at: datetime) -> TickReport:
        """Make the same decisions and describe them."""
        return self._tick(calendar, at, DryRunExecutor(intention))

    def _tick(self, calendar: Calendar, at: datetime, executor: Executor) -> TickReport:
        """Select what is due, observe, decide, execute, report."""
        tick = self._context(calendar, at)
        pause = tick.leases.pause
        if pause is not None and at < pause.until:
            executor = DryRunExecutor(paused)
        else:
            pause = None
        decisions = self._decide(tick, select_due(tick))
        results = executor.execute(decisions, at)
        return TickReport(tuple(results), tick.leases.troubles, pause)

    def _context(self, calendar: Calendar, at: datetime) -> TickContext:
        self.scaling.begin_tick()
        leases = self.leases.read().without_unknown(self.kinds.knows)
        return TickContext(self.kinds, calendar, leases, at)

    def _decide(self, tick: TickContext, states: DesiredStates) -> list[Decision]:
        """Observe once, decide once."""
        inputs = observe(self.scaling, tick, states)
        return decide_together(inputs, tick.at)

    def _live_executor(self) -> LiveExecutor:
        return LiveExecutor(
            self.scaling,
            self.leases,
            self.parallel_map,
            raises_unrecorded=self.raises_unrecorded,
        )

    def status(self, calendar: Calendar, at: datetime) -> StatusReport:
        """Desired beside live capacity of every dimension and lease; changes nothing."""
        tick = self._context(calendar, at)
        states = select_all(tick)
        decisions = self._decide(tick, states)
        activities = self.scaling.activities(states) if states else {}
        rows = [status_row(each, activities.get(each.inputs.dimension)) for each in decisions]
        return StatusReport(tuple(rows), tick.leases.troubles)

    def history(self) -> list[HistoryEntry]:
        """The last changes of every dimension that had a lease, newest first.

        Raises:
            Failure: the lease store cannot be read.
        """
        leases = self.leases.read()
        if leases.away is not None:
            raise Failure(leases.away)
        return history([*leases.standing.values(), *leases.ended.values()])

    def held(self) -> set[str]:
        """The targets with a lease; none if the lease store cannot be read."""
        return {each.dimension.key.target for each in self.leases.read().standing.values()}

    def pause(self, until: datetime, by: str) -> None:
        """Stop every change by the prescalers of this lease store until an instant.

        Raises:
            Failure: the lease store cannot be written.
        """
        self.leases.pause(Pause(until, by))

    def release(self, calendar: Calendar, at: datetime, target: str | None = None) -> TickReport:
        """Restore by hand what is raised, of one target or of all, whatever the calendar says.

        The fixtures it was raised for do not raise it again.
        """
        leases = self.leases.read()
        held = [
            each for each in leases.standing.values() if target in {None, each.dimension.key.target}
        ]
        troubles = [*leases.troubles, *filter(None, map(self._waive, held))]
        tick = self._context(calendar, at)
        chosen = {lease.dimension.lease_id for lease in held}
        states = {
            each: desired for each, desired in select_all(tick).items() if each.lease_id in chosen
        }
        results = self._live_executor().execute(self._decide(tick, states), at)
        return TickReport(tuple(results), tuple(troubles))

    def _waive(self, lease: Lease) -> Outcome | None:
        try:
            self.leases.put(lease_changes.waived(lease))
        except Failure as failure:
            return failure.outcome
        return None
