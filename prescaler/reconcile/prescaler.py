"""The reconciler: what should be true now is asked anew on every tick."""

from dataclasses import dataclass, replace
from datetime import datetime

from kickoff.calendar import Calendar
from prescaler.crew import ParallelMap, map_serially
from prescaler.model import Failure, Lease, Outcome, Pause
from prescaler.plan.touch import everything, select_due
from prescaler.plan.verdict import intention, paused
from prescaler.reconcile.dry_run import DryRunExecutor, Executor
from prescaler.reconcile.execute import LiveExecutor
from prescaler.reconcile.history import Happened, happened
from prescaler.reconcile.looking import TickPlanner
from prescaler.reconcile.ports import LeaseStore, Scaling
from prescaler.reconcile.result import Result
from prescaler.reconcile.status import Row, row


@dataclass(frozen=True, slots=True)
class Report:
    """The results of a tick, and the troubles that belong to no dimension it touched.

    `pause`: a person's, while it holds.
    """

    results: tuple[Result, ...]
    troubles: tuple[Outcome, ...]
    pause: Pause | None = None


@dataclass(frozen=True, slots=True)
class Prescaler:
    """Capacity and leases, kept in step with a calendar. `at` is a whole minute.

    `gather` does what belongs to different tables side by side.
    """

    scaling: Scaling
    leases: LeaseStore
    parallel_map: ParallelMap = map_serially

    def reconcile(self, calendar: Calendar, at: datetime) -> Report:
        """Carry out this tick's decisions; only say them while a person paused changes."""
        return self._tick(calendar, at, self._performance())

    def dry_run(self, calendar: Calendar, at: datetime) -> Report:
        """The same decisions, only said."""
        return self._tick(calendar, at, DryRunExecutor(intention))

    def status(self, calendar: Calendar, at: datetime) -> list[Row]:
        """Desired beside live, of every dimension and every lease; changes nothing."""
        leases = self.leases.read()
        wanted = everything(calendar, leases, at)
        decisions = TickPlanner(calendar, leases, at).decisions(self.scaling, wanted)
        activities = self.scaling.activities(wanted) if wanted else {}
        return [row(each, activities.get(each.inputs.dimension)) for each in decisions]

    def history(self) -> list[Happened]:
        """The last changes of everything that a lease was ever for, newest first.

        Raises:
            Failure: the lease store is away.
        """
        leases = self.leases.read()
        if leases.away is not None:
            raise Failure(leases.away)
        return happened([*leases.standing.values(), *leases.ended.values()])

    def pause(self, until: datetime, by: str) -> None:
        """Let every prescaler of this store change nothing until an instant.

        Raises:
            Failure: the lease store is away.
        """
        self.leases.pause(Pause(until, by))

    def release(self, calendar: Calendar, at: datetime, target: str | None = None) -> Report:
        """Give back by hand what is held, of one target or of all, whatever the calendar says.

        The fixtures it was held for do not raise it again.
        """
        leases = self.leases.read()
        held = [
            each for each in leases.standing.values() if target in {None, each.dimension.key.target}
        ]
        troubles = [*leases.troubles, *filter(None, map(self._waive, held))]
        now = self.leases.read()
        chosen = {lease.dimension.lease_id for lease in held}
        wanted = {
            each: desired_state
            for each, desired_state in everything(calendar, now, at).items()
            if each.lease_id in chosen
        }
        decisions = TickPlanner(calendar, now, at).decisions(self.scaling, wanted)
        return Report(tuple(self._performance().execute(decisions, at)), tuple(troubles))

    def _waive(self, lease: Lease) -> Outcome | None:
        try:
            self.leases.put(replace(lease, waived=(*lease.waived, *lease.claims)))
        except Failure as failure:
            return failure.outcome
        return None

    def _performance(self) -> LiveExecutor:
        return LiveExecutor(self.scaling, self.leases, self.parallel_map)

    def _tick(self, calendar: Calendar, at: datetime, executor: Executor) -> Report:
        leases = self.leases.read()
        pause = leases.pause if leases.pause and at < leases.pause.until else None
        if pause is not None:
            executor = DryRunExecutor(paused)
        wanted = select_due(calendar, leases, at)
        decisions = TickPlanner(calendar, leases, at).decisions(self.scaling, wanted)
        return Report(tuple(executor.execute(decisions, at)), leases.troubles, pause)
