"""The reconciler: what should be true now is asked anew on every tick."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kickoff.config import Calendar
from prescaler.model import Decision, Dimension, Leases, Outcome, Situation, Wish
from prescaler.plan.decide import decide
from prescaler.plan.touch import everything, touched
from prescaler.reconcile.execute import Executor, Performance, Rehearsal, Result
from prescaler.reconcile.ports import LeaseStore, Scaling
from prescaler.reconcile.status import Row, row


@dataclass(frozen=True, slots=True)
class Report:
    """The results of a tick, and the troubles that belong to no dimension it touched."""

    results: tuple[Result, ...]
    troubles: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Prescaler:
    """Tables and leases, kept in step with a calendar. `at` is a whole minute."""

    scaling: Scaling
    leases: LeaseStore

    def reconcile(self, calendar: Calendar, at: datetime) -> Report:
        """Carry out this tick's decisions."""
        return self._tick(calendar, at, Performance(self.scaling, self.leases))

    def rehearse(self, calendar: Calendar, at: datetime) -> Report:
        """The same decisions, only said."""
        return self._tick(calendar, at, Rehearsal())

    def status(self, calendar: Calendar, at: datetime) -> list[Row]:
        """Desired beside live, of every table dimension and every lease; changes nothing."""
        leases = self.leases.read()
        decisions = self._decisions(everything(calendar, leases, at), leases, at)
        return [row(decision) for decision in decisions]

    def _tick(self, calendar: Calendar, at: datetime, executor: Executor) -> Report:
        leases = self.leases.read()
        decisions = self._decisions(touched(calendar, leases, at), leases, at)
        return Report(tuple(executor.execute(decisions, at)), leases.troubles)

    def _decisions(
        self, wanted: Mapping[Dimension, Wish | None], leases: Leases, at: datetime
    ) -> list[Decision]:
        observed = self.scaling.observe(wanted) if wanted else {}
        return [
            decide(Situation(dimension, wish, leases.of(dimension), observed[dimension]), at)
            for dimension, wish in wanted.items()
        ]
