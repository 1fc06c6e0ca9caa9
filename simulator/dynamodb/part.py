"""One part of a table, the table itself or an index: its throughput and its updates."""

from dataclasses import dataclass, field
from datetime import datetime

from simulator.dynamodb.throughput import ProvisionedThroughput, TableUnits, UnitsServed
from simulator.dynamodb.warm_throughput import ON_DEMAND_START, WarmThroughput
from simulator.errors import invalid

_MINUTE = 60
_NO_CAP = -1  # removes a cap in UpdateTable


@dataclass(frozen=True, slots=True)
class OnDemandCaps:
    """`OnDemandThroughput`: the highest units a second of an on-demand part; None for no cap."""

    read: int | None = None
    write: int | None = None

    def updated(self, read: int | None, write: int | None) -> "OnDemandCaps":
        """The caps after UpdateTable: None keeps a cap, -1 removes it."""
        return OnDemandCaps(_cap(self.read, read), _cap(self.write, write))


@dataclass(frozen=True, slots=True)
class PartUpdate:
    """The changes of one UpdateTable to a part; None keeps a value."""

    units: TableUnits | None = None
    warm: TableUnits | None = None
    caps: OnDemandCaps | None = None


@dataclass(slots=True)
class TablePart:
    """The throughput of a part; `provisioned` is None for on-demand."""

    name: str
    provisioned: ProvisionedThroughput | None
    warmth: WarmThroughput
    caps: OnDemandCaps = field(default_factory=OnDemandCaps)

    @classmethod
    def of(cls, name: str, units: TableUnits | None) -> "TablePart":
        """A new part: provisioned with these units and warm for them, or on-demand for None."""
        provisioned = ProvisionedThroughput.of(units) if units else None
        return cls(name, provisioned, WarmThroughput(units or ON_DEMAND_START))

    def capacity(self, kind: str, now: datetime) -> int:
        """Units a second in force for `read` or `write`."""
        if self.provisioned is not None:
            return int(getattr(self.provisioned.units, kind))
        warm = int(getattr(self.warmth.units(now), kind))
        cap: int | None = getattr(self.caps, kind)
        return warm if cap is None else min(warm, cap)

    def consume(self, kind: str, rate: float, now: datetime) -> UnitsServed:
        """Serve a minute of demand, in units a second; on-demand warms to twice its new peak."""
        if self.provisioned is not None:
            throughput = {"read": self.provisioned.read, "write": self.provisioned.write}[kind]
            return throughput.consume(rate)
        served = min(rate, self.capacity(kind, now))
        peak = self.warmth.units(now)._replace(**{kind: int(2 * served)})
        self.warmth.reach(peak)
        return UnitsServed(served * _MINUTE, (rate - served) * _MINUTE)

    def check(self, update: PartUpdate, now: datetime) -> None:
        """Refuse an invalid update.

        Raises:
            ServiceError: ValidationException or LimitExceededException.
        """
        if update.units is not None:
            self._check_units(update.units, now)
        if update.warm is not None:
            self.warmth.check(update.warm, now)
        if update.caps is not None and self.provisioned is not None:
            raise invalid(
                "One or more parameter values were invalid: OnDemandThroughput cannot be "
                "specified when BillingMode is PROVISIONED"
            )

    def _check_units(self, units: TableUnits, now: datetime) -> None:
        if self.provisioned is None:
            raise invalid(
                "One or more parameter values were invalid: Neither ReadCapacityUnits nor "
                "WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"
            )
        if min(units) < 1:
            raise invalid("ReadCapacityUnits and WriteCapacityUnits must be at least 1")
        current = self.provisioned.units
        if units == current:
            raise invalid(
                f"The provisioned throughput for the {self.name} will not change. "
                "The requested value equals the current value. "
                f"Current ReadCapacityUnits provisioned for the {self.name}: {current.read}. "
                f"Requested ReadCapacityUnits: {units.read}. "
                f"Current WriteCapacityUnits provisioned for the {self.name}: {current.write}. "
                f"Requested WriteCapacityUnits: {units.write}. "
                "Refer to the Amazon DynamoDB Developer Guide for current limits and how to "
                "request higher limits."
            )
        if not units.reaches(current):
            self.provisioned.decreases.check(now)


def _cap(current: int | None, update: int | None) -> int | None:
    return current if update is None else None if update == _NO_CAP else update
