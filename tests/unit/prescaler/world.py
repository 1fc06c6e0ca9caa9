"""One table and its prescaler in the simulator."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest

from kickoff.calendar import Calendar
from kickoff.timeline import Key
from prescaler.adapters.lease_table import LeaseTable
from prescaler.model import Action, Code, Lease, RecentConsumption
from prescaler.plan.due import TickContext, select_due
from prescaler.reconcile.executors import DecisionResult
from prescaler.reconcile.prescaler import Prescaler, TickReport
from prescaler.resources.registry import KINDS
from prescaler.resources.scaling import ResourceScaling
from simulator.autoscaling.resources import ScalableId
from simulator.autoscaling.service import ScalableTarget
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.cloudwatch import TableMetrics
from simulator.delays import Delays, TableDelays
from simulator.dynamodb.table import SimulatedTable
from simulator.dynamodb.throughput import TableUnits, UnitsServed
from simulator.errors import ServiceError
from simulator.faults import Fault
from tests.unit.prescaler.calendars import KICKOFF, READ, calendar
from tests.unit.prescaler.connection import Connection, Death

READ_LEASES = "dynamodb.Scan"
WRITE_LEASE = "dynamodb.PutItem"
READ_CAPACITY = "dynamodb.DescribeTable"
UPDATE_TABLE = "dynamodb.UpdateTable"
READ_BOUNDS = "autoscaling.DescribeScalableTargets"
REGISTER = "autoscaling.RegisterScalableTarget"
SCHEDULE = "autoscaling.PutScheduledAction"
READ_CONSUMPTION = "cloudwatch.GetMetricData"

_START = KICKOFF - timedelta(days=4)
_MINUTE = timedelta(minutes=1)
_AT_ONCE = timedelta()
_FAULTS: dict[Code, Fault | ServiceError] = {
    Code.THROTTLED: Fault.THROTTLED,
    Code.DENIED: Fault.DENIED,
    Code.FAILED: Fault.FAILED,
    Code.LEASE_UNAVAILABLE: Fault.FAILED,
    Code.BUSY: ServiceError("ResourceInUseException", "Table is being updated"),
    Code.QUOTA: ServiceError(
        "LimitExceededException",
        "The requested ReadCapacityUnits, 50000, is above the per table maximum for the account",
    ),
    Code.BUDGET_SPENT: ServiceError(
        "LimitExceededException",
        "Subscriber limit exceeded: Provisioned throughput decreases are limited within a given "
        "UTC day.",
    ),
    Code.CONFLICT: ServiceError("ConditionalCheckFailedException", "The request failed"),
}


class Registration(NamedTuple):
    """A call of RegisterScalableTarget; a maximum of None was not passed."""

    scalable: ScalableId
    minimum: int
    maximum: int | None


def account(
    *,
    read: int = 50,
    write: int = 20,
    indexes: Mapping[str, tuple[int, int]] | None = None,
    autoscaled: bool = True,
    update: timedelta = _AT_ONCE,
) -> Cloud:
    """A cloud with the table `prices` and the lease table `leases`.

    If `autoscaled`, the read units are registered as the minimum, with a maximum of 4000. `update`
    is the time of an UpdateTable.
    """
    delays = Delays(tables=TableDelays.at_once(update), metrics=_AT_ONCE)
    cloud = Cloud(Clock(_START), delays=delays)
    cloud.add_table("prices", read=read, write=write, indexes=indexes)
    cloud.add_table("leases", key="lease")
    if autoscaled:
        cloud.register("prices", "read", minimum=read, maximum=4000)
    return cloud


class World:
    """The table `prices` and a prescaler with its lease table; by default as in `account()`.

    A second world of one connection is another prescaler of the same account. `consumption` is read
    capacity consumed in the last minutes; None is zero.
    """

    dimension = KINDS.dimensions(calendar())[READ]
    scalable = ScalableId.of("prices", "read")

    def __init__(
        self, connection: Connection, cloud: Cloud | None = None, leases: str = "leases"
    ) -> None:
        if cloud is not None:
            connection.begin(cloud)
        self.connection = connection
        self.cloud = connection.cloud
        self.consumption: RecentConsumption | None = None
        self.leases = LeaseTable(connection.clients, leases)
        self.prescaler = Prescaler(ResourceScaling(connection.clients), self.leases)

    @property
    def table(self) -> SimulatedTable:
        """The table."""
        return self.cloud.table("prices")

    @property
    def target(self) -> ScalableTarget:
        """The scalable target of the read dimension."""
        return self.cloud.autoscaling.targets[self.scalable]

    @property
    def minimum(self) -> int:
        """The live minimum."""
        return self.target.minimum

    @property
    def bounds(self) -> tuple[int, int]:
        """The live minimum and maximum."""
        return self.target.minimum, self.target.maximum

    @property
    def units(self) -> int:
        """The provisioned read units."""
        return self.cloud.capacity("prices", "read")

    @property
    def registered(self) -> list[Registration]:
        """The calls of RegisterScalableTarget, in order."""
        return [
            Registration(
                ScalableId(call["ResourceId"], call["ScalableDimension"]),
                call["MinCapacity"],
                call.get("MaxCapacity"),
            )
            for call in self._calls(REGISTER)
        ]

    @property
    def updated(self) -> list[TableUnits]:
        """The units of the table in the calls of UpdateTable, in order."""
        return [
            TableUnits(units["ReadCapacityUnits"], units["WriteCapacityUnits"])
            for call in self._calls(UPDATE_TABLE)
            if (units := call.get("ProvisionedThroughput"))
        ]

    @property
    def warmed(self) -> list[dict[str, int]]:
        """Warm throughput in the calls of UpdateTable, in order."""
        calls = self._calls(UPDATE_TABLE)
        return [call["WarmThroughput"] for call in calls if "WarmThroughput" in call]

    def advance(self, to: datetime) -> None:
        """Move the clock to an instant, unless it is later already."""
        if to <= self.cloud.now:
            return
        if any(each.actions for each in self.cloud.autoscaling.targets.values()):
            self.cloud.advance(to)
        else:  # nothing happens in the minutes between
            self.cloud.clock.move(to)

    def tick(self, of: Calendar, at: datetime) -> dict[Key, DecisionResult]:
        """The results of one tick, by dimension."""
        return {each.inputs.dimension.key: each for each in self.reconcile(of, at).results}

    def reconcile(self, of: Calendar, at: datetime) -> TickReport:
        """Run one tick."""
        self.advance(at)
        self._consume(at)
        return self.prescaler.reconcile(of, at)

    def read(self, of: Calendar, at: datetime) -> tuple[Action, Code]:
        """Run one tick; return the action and the outcome of the read dimension."""
        result = self.tick(of, at)[READ]
        return result.decision.action, result.outcome.code

    def run(self, of: Calendar, start: datetime, minutes: int) -> None:
        """Run one tick a minute."""
        for minute in range(minutes):
            self.reconcile(of, start + minute * _MINUTE)

    def dying_tick(self, of: Calendar, at: datetime) -> None:
        """Run a tick that crashes."""
        with pytest.raises(Death):
            self.reconcile(of, at)

    def lease(self) -> Lease | None:
        """The standing lease of the read dimension."""
        return self.leases.read().standing.get(self.dimension.lease_id)

    def lease_ids(self) -> list[str]:
        """The ids of all stored leases."""
        items, _ = self.cloud.items("leases").scan(None, None)
        return [str(item["lease"]["S"]) for item in items]

    def somebody_sets(self, minimum: int, maximum: int = 4000) -> None:
        """Register bounds as somebody else."""
        self.cloud.register("prices", "read", minimum=minimum, maximum=maximum)

    def spend_decreases(self, times: int, at: datetime) -> None:
        """Use up decreases of the table, as somebody else."""
        provisioned = self.table.parts[None].provisioned
        assert provisioned is not None
        for _ in range(times):
            provisioned.count(TableUnits(0, 0), at)

    def refuse(self, operation: str, code: Code = Code.THROTTLED) -> None:
        """Let the next call of an operation fail without effect."""
        self.cloud.faults.next(operation, _FAULTS[code])

    def lose_answer(self, operation: str, code: Code) -> None:
        """Let the next call of an operation fail after its effect."""
        lost = Fault.SILENT_AFTER if code is Code.UNREACHABLE else Fault.FAILED_AFTER
        self.cloud.faults.next(operation, lost)

    def audit_minute(self, start: datetime) -> datetime:
        """The first minute from a start at which the target is audited."""
        quiet, leases = calendar(), self.leases.read()
        minutes = (start + each * _MINUTE for each in range(15))
        return next(at for at in minutes if select_due(TickContext(KINDS, quiet, leases, at, at)))

    def _calls(self, operation: str) -> list[Mapping[str, Any]]:
        clouds = (self.cloud, *self.connection.elsewhere.values())
        calls = (call for cloud in clouds for call in cloud.calls)
        return [call.parameters for call in calls if call.operation == operation]

    def _consume(self, at: datetime) -> None:
        """Replace the recorded consumption by that of the last minute."""
        self.cloud.metrics = TableMetrics(_AT_ONCE)
        if self.consumption is not None:
            peak, throttled = self.consumption.peak, self.consumption.throttled
            served = UnitsServed(consumed=peak * 60, throttled=throttled)
            self.cloud.metrics.note({("prices", "read"): served}, at - _MINUTE)
