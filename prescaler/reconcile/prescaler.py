"""The prescaler: each tick brings live capacity to what the calendar needs now."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from kickoff.calendar import Calendar
from prescaler.model import Decision, DecisionInput, Failure, Kinds, Lease, Leases, Outcome, Pause
from prescaler.parallel import ParallelMap, map_serially
from prescaler.plan import lease_changes
from prescaler.plan.decide_together import decide_together
from prescaler.plan.due import (
    DesiredStates,
    TickContext,
    select_all,
    select_as_audit,
    select_due,
    select_stopped,
)
from prescaler.plan.one_way import without_lowering, without_raise
from prescaler.plan.released import released_fixtures, without_released
from prescaler.plan.removed import removed_while_active
from prescaler.plan.verdict import intention, observed, paused, with_mode
from prescaler.reconcile.execute import LiveExecutor
from prescaler.reconcile.executors import (
    DecisionResult,
    DryRunExecutor,
    Executor,
    ObservingExecutor,
    SchedulingExecutor,
)
from prescaler.reconcile.held import HeldCapacity, held
from prescaler.reconcile.observe import observe
from prescaler.reconcile.ports import LeaseStore, Scaling
from prescaler.reconcile.refused_raises import RefusedRaises
from prescaler.reconcile.scheduled_actions import ScheduledActions
from prescaler.reconcile.status import HistoryEntry, StatusReport, history, status_row
from prescaler.resources.registry import KINDS


@dataclass(frozen=True, slots=True)
class TickReport:
    """The results of a tick at `now`, and the failures of the lease store.

    `pause`: a person's pause, while it lasts.
    """

    now: datetime
    results: tuple[DecisionResult, ...]
    troubles: tuple[Outcome, ...]
    pause: Pause | None = None


@dataclass(frozen=True, slots=True)
class Prescaler:
    """Keeps capacity in step with a calendar. `at` is a whole minute.

    `parallel_map` handles different resources in parallel. `raises_unrecorded`: raise even if the
    lease cannot be written. A process that ends must not: nothing would lower the capacity.
    `select` chooses the dimensions of a tick. `refused` remembers raises that a quota refused.
    """

    scaling: Scaling
    leases: LeaseStore
    parallel_map: ParallelMap = map_serially
    kinds: Kinds = KINDS
    raises_unrecorded: bool = True
    select: Callable[[TickContext], DesiredStates] = select_due
    refused: RefusedRaises = field(default_factory=RefusedRaises)

    def reconcile(
        self, calendar: Calendar, at: datetime, *, now: datetime | None = None
    ) -> TickReport:
        """Run one tick; while a person paused changes, only describe it.

        `now` is the instant of all records, where `at` is another one. Levels of the past lower
        nothing.
        """
        return self._tick(self._context(calendar, at, now), live=True)

    def dry_run(self, calendar: Calendar, at: datetime) -> TickReport:
        """Make the same decisions and describe them."""
        return self._tick(self._context(calendar, at), live=False)

    def _tick(self, tick: TickContext, *, live: bool) -> TickReport:
        """Select what is due, observe, decide, execute, report."""
        pause, states = tick.leases.pause(tick.now), self.select(tick)
        if pause is not None and pause.stops_all:
            states = select_stopped(tick, states)
        decisions = self.refused.hold(self._decide(tick, states), tick.now)
        if tick.at < tick.now:
            decisions = list(map(without_lowering, decisions))
        results = self._executor(pause, tick.calendar, live=live).execute(decisions, tick.now)
        self.refused.note(results, tick.now)
        return TickReport(tick.now, tuple(results), tick.leases.troubles, pause)

    def _executor(self, pause: Pause | None, calendar: Calendar, *, live: bool) -> Executor:
        """The executor of a tick; a stop describes changes, and deletes scheduled actions.

        So does a target that is only observed.
        """
        if pause is None:
            acting = self._live_executor() if live else self._dry_run_executor()
            observing = self._described(observed, disarms=live)
            return ObservingExecutor(acting, observing, calendar.observes)
        describe = partial(paused, ends_with=pause.ends_with)
        return self._described(describe, disarms=live and pause.stops_all)

    def _described(self, describe: Callable[[Decision], Outcome], *, disarms: bool) -> Executor:
        described = DryRunExecutor(describe)
        if not disarms:
            return described
        actions = ScheduledActions(self.scaling, self.leases)
        return SchedulingExecutor(described, actions.clear, self.parallel_map)

    def _dry_run_executor(self) -> Executor:
        actions = ScheduledActions(self.scaling, self.leases)
        described = DryRunExecutor(intention)
        return SchedulingExecutor(described, actions.describe, self.parallel_map)

    def _context(
        self, calendar: Calendar, at: datetime, now: datetime | None = None
    ) -> TickContext:
        self.scaling.begin_tick()
        leases = self.leases.read().without_unknown(self.kinds.knows)
        return self._tick_context(calendar, leases, at, now or at)

    def _tick_context(
        self, calendar: Calendar, leases: Leases, at: datetime, now: datetime
    ) -> TickContext:
        released = released_fixtures(self.kinds.dimensions(calendar), leases)
        return TickContext(self.kinds, without_released(calendar, released), leases, at, now)

    def _decide(self, tick: TickContext, states: DesiredStates) -> list[Decision]:
        """Observe once, decide once."""
        inputs = observe(self.scaling, tick, states)
        return decide_together(inputs, tick.now)

    def _live_executor(self) -> LiveExecutor:
        return LiveExecutor(
            self.scaling,
            self.leases,
            self.parallel_map,
            raises_unrecorded=self.raises_unrecorded,
        )

    def status(
        self, calendar: Calendar, at: datetime, *, now: datetime | None = None
    ) -> StatusReport:
        """Desired beside live capacity of every dimension and lease; changes nothing."""
        tick = self._context(calendar, at, now)
        states = select_as_audit(tick)
        decisions = [
            with_mode(each) if calendar.observes(each.inputs.dimension.key.target) else each
            for each in self._decide(tick, states)
        ]
        activities = self.scaling.activities(states) if states else {}
        rows = [
            status_row(
                each,
                tick.at,
                tick.now,
                _level(states, each.inputs),
                activities.get(each.inputs.dimension),
            )
            for each in decisions
        ]
        return StatusReport(tuple(rows), tick.leases.troubles, tick.leases.pause(tick.now))

    def history(self) -> list[HistoryEntry]:
        """The last changes of every dimension that had a lease, newest first.

        Raises:
            Failure: the lease store cannot be read.
        """
        leases = self._stored()
        return history([*leases.standing.values(), *leases.ended.values()])

    def held(self, region: str | None = None) -> list[HeldCapacity]:
        """The capacity that kickoff raised and still holds, priced in `region` or its own.

        Raises:
            Failure: the lease store cannot be read.
        """
        return held(self._stored().standing.values(), self.kinds, region)

    def _stored(self) -> Leases:
        leases = self.leases.read()
        if leases.away is not None:
            raise Failure(leases.away)
        return leases

    def pause(self, until: datetime, by: str) -> None:
        """Stop every change by the prescalers of this lease store until an instant.

        Raises:
            Failure: the lease store cannot be written.
        """
        self.leases.pause(Pause(until, by))

    def stop(self, by: str) -> None:
        """Stop the changes, pings and scheduled actions of this lease store's stack.

        Raises:
            Failure: the lease store cannot be written.
        """
        self.leases.pause(Pause(None, by, stops_all=True))

    def end_pause(self) -> None:
        """End a pause; a stop stays.

        Raises:
            Failure: the lease store cannot be written.
        """
        self.leases.resume(stops_all=False)

    def start(self) -> None:
        """End a stop, and a pause.

        Raises:
            Failure: the lease store cannot be written.
        """
        self.leases.resume(stops_all=True)
        self.leases.resume(stops_all=False)

    def release(
        self,
        calendar: Calendar,
        at: datetime,
        target: str | None = None,
        *,
        while_paused: bool = False,
    ) -> TickReport:
        """Restore by hand what is raised, of a target, a dimension or all; the calendar is ignored.

        The fixtures that it is raised for, or that need more now, do not raise it again. If some of
        them vanished from the calendar, only those are released. Nothing is raised. During a pause
        nothing happens, unless `while_paused`.
        """
        tick = self._context(calendar, at)
        pause = tick.leases.pause(at)
        if pause is not None and not while_paused:
            return TickReport(tick.now, (), tick.leases.troubles, pause)
        return self._release(tick, target, self._live_executor(), self.leases.put)

    def plan_release(
        self, calendar: Calendar, at: datetime, target: str | None = None
    ) -> TickReport:
        """Describe a release, with a pause that lasts; change nothing."""
        tick = self._context(calendar, at)
        report = self._release(tick, target, DryRunExecutor(intention), lambda lease: lease)
        return replace(report, pause=tick.leases.pause(at))

    def _release(
        self,
        tick: TickContext,
        target: str | None,
        executor: Executor,
        put: Callable[[Lease], Lease],
    ) -> TickReport:
        standing, troubles = dict(tick.leases.standing), list(tick.leases.troubles)
        states = {
            each: desired
            for each, desired in select_all(tick).items()
            if each.lease_id in standing
            and (target is None or standing[each.lease_id].dimension.key.is_named(target))
        }
        for each, desired in states.items():
            lease = standing[each.lease_id]
            if desired is None:
                lease = lease_changes.waived(lease, lease.claims)
            elif vanished := removed_while_active(lease, desired, tick.calendar, tick.at):
                lease = lease_changes.waived(lease, vanished)
            else:
                lease = lease_changes.waived(lease, lease.claims, desired.fixtures)
            try:
                standing[each.lease_id] = put(lease)
            except Failure as failure:
                troubles.append(failure.outcome)
        leases = replace(tick.leases, standing=standing)
        released = self._tick_context(tick.calendar, leases, tick.at, tick.now)
        left = select_all(released)
        decisions = map(
            without_raise, self._decide(released, {each: left[each] for each in states})
        )
        results = executor.execute(list(decisions), tick.now)
        return TickReport(tick.now, tuple(results), tuple(troubles))


def _level(states: DesiredStates, inputs: DecisionInput) -> int:
    """The calendar's level of a dimension at the instant, before a raise that begins early."""
    desired = states.get(inputs.dimension)
    return desired.desired if desired else inputs.desired
