"""One table and its prescaler."""

from datetime import datetime, timedelta

import pytest

from kickoff.calendar import Calendar
from kickoff.timeline import Key
from prescaler.model import Action, Code, Lease
from prescaler.plan.due import TickContext, select_due
from prescaler.reconcile.executors import DecisionResult
from prescaler.reconcile.prescaler import Prescaler
from prescaler.resources.registry import KINDS
from tests.unit.prescaler.calendars import READ, calendar
from tests.unit.prescaler.fake_leases import FakeLeases
from tests.unit.prescaler.fakes import FakeScaling
from tests.unit.prescaler.faults import Death, Fault


class World:
    """One table, `prices`, whose updates are instant; read is found at 50, at most 4000."""

    dimension = KINDS.dimensions(calendar())[READ]

    def __init__(
        self, scaling: FakeScaling | None = None, leases: FakeLeases | None = None
    ) -> None:
        if scaling is None:
            scaling = FakeScaling(instant=True)
            scaling.add(self.dimension, 50)
        self.scaling = scaling
        self.faults = scaling.faults
        self.leases = leases or FakeLeases(self.faults)
        self.prescaler = Prescaler(self.scaling, self.leases)

    @property
    def minimum(self) -> int:
        """The live minimum."""
        return self.scaling.live[self.dimension].minimum

    def tick(self, of: Calendar, at: datetime) -> dict[Key, DecisionResult]:
        """The results of one tick, by dimension."""
        report = self.prescaler.reconcile(of, at)
        return {each.inputs.dimension.key: each for each in report.results}

    def read(self, of: Calendar, at: datetime) -> tuple[Action, Code]:
        """Run one tick; return the action and the outcome of the read dimension."""
        result = self.tick(of, at)[READ]
        return result.decision.action, result.outcome.code

    def run(self, of: Calendar, start: datetime, minutes: int) -> None:
        """Run one tick a minute."""
        for minute in range(minutes):
            self.prescaler.reconcile(of, start + timedelta(minutes=minute))

    def dying_tick(self, of: Calendar, at: datetime) -> None:
        """Run a tick that crashes."""
        with pytest.raises(Death):
            self.prescaler.reconcile(of, at)

    def lease(self) -> Lease | None:
        """The standing lease of the read dimension."""
        return self.leases.read().standing.get(self.dimension.lease_id)

    def somebody_sets(self, minimum: int, maximum: int = 4000) -> None:
        """Register bounds as somebody else."""
        self.scaling.set_by_somebody(self.dimension, minimum, maximum)

    def refuse(self, operation: str, code: Code = Code.THROTTLED) -> None:
        """Let the next call of an operation fail without effect."""
        self.faults.next(operation, Fault.REFUSED, code)

    def audit_minute(self, start: datetime) -> datetime:
        """The first minute from a start at which the target is audited."""
        quiet = calendar()
        minutes = (start + timedelta(minutes=each) for each in range(15))
        return next(
            at for at in minutes if select_due(TickContext(KINDS, quiet, self.leases.read(), at))
        )
