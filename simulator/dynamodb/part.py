"""One part of a table, the table itself or an index: its throughput and its updates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from simulator.dynamodb.changes import NO_CAP, OnDemandCaps, PartName, PartUpdate
from simulator.dynamodb.status import Lifecycle
from simulator.dynamodb.throughput import ProvisionedThroughput, TableUnits, UnitsServed
from simulator.dynamodb.warm_throughput import ON_DEMAND_START, WarmThroughput
from simulator.errors import invalid

_MINUTE = 60
_INVALID = "One or more parameter values were invalid:"


class PendingUnits(NamedTuple):
    """Provisioned units that are not yet in force."""

    units: TableUnits
    settles: datetime
    decrease: bool


@dataclass(slots=True)
class TablePart:
    """The throughput of a part, with its history: it outlasts a switch to on-demand and back.

    `own_reads` marks a replica whose reads no longer follow the other regions. `schema` is the
    KeySchema and the Projection of an index.
    """

    name: PartName
    throughput: ProvisionedThroughput
    on_demand: bool
    warmth: WarmThroughput
    caps: OnDemandCaps = field(default_factory=OnDemandCaps)
    life: Lifecycle = field(default_factory=Lifecycle)
    own_reads: bool = False
    schema: Mapping[str, Any] = field(default_factory=dict)
    pending: PendingUnits | None = None
    _caps_settle: datetime | None = None

    @classmethod
    def of(cls, name: PartName, units: TableUnits | None) -> "TablePart":
        """A new part: provisioned with these units and warm for them, or on-demand for None."""
        throughput = ProvisionedThroughput.of(units or TableUnits(0, 0))
        return cls(name, throughput, units is None, WarmThroughput(units or ON_DEMAND_START))

    @property
    def title(self) -> str:
        """Its name in messages."""
        return "table" if self.name is None else f"index {self.name}"

    @property
    def provisioned(self) -> ProvisionedThroughput | None:
        """Its provisioned throughput; None for on-demand."""
        return None if self.on_demand else self.throughput

    def capacity(self, kind: str, now: datetime) -> int:
        """Units a second in force for `read` or `write`."""
        if not self.on_demand:
            return int(getattr(self.throughput.units, kind))
        warm = int(getattr(self.warmth.units(now), kind))
        cap: int | None = getattr(self.caps.removed(), kind)
        return warm if cap is None else min(warm, cap)

    def consume(self, kind: str, rate: float, now: datetime) -> UnitsServed:
        """Serve a minute of demand, in units a second; on-demand warms to twice its new peak."""
        if not self.on_demand:
            throughput = {"read": self.throughput.read, "write": self.throughput.write}[kind]
            return throughput.consume(rate)
        served = min(rate, self.capacity(kind, now))
        peak = self.warmth.units(now)._replace(**{kind: int(2 * served)})
        self.warmth.reach(peak)
        return UnitsServed(served * _MINUTE, (rate - served) * _MINUTE)

    def requested(self) -> TableUnits:
        """Provisioned units in force, or being updated."""
        return self.pending.units if self.pending else self.throughput.units

    def decreases_shown(self, now: datetime) -> int:
        """`NumberOfDecreasesToday`, which counts a decrease once it is in force."""
        hidden = self.pending is not None and self.pending.decrease
        return max(0, self.throughput.decreases.today(now) - hidden)

    def caps_shown(self, now: datetime) -> OnDemandCaps:
        """Its caps; a removed one is shown as -1 at first."""
        shown = self._caps_settle is not None and now < self._caps_settle
        return self.caps if shown else self.caps.removed()

    def cap(self, request: OnDemandCaps, shown_until: datetime) -> None:
        """Change the caps."""
        self.caps = self.caps.removed().updated(request.read, request.write)
        self._caps_settle = shown_until

    def settle(self, now: datetime) -> None:
        """Put units in force that were to arrive by now."""
        if self.pending is not None and now >= self.pending.settles:
            self.throughput.settle(self.pending.units)
            self.warmth.reach(self.pending.units)
            self.pending = None

    def check(self, update: PartUpdate, now: datetime, *, on_demand: bool) -> None:
        """Refuse an update that is invalid for the billing mode after the call.

        Raises:
            ServiceError: ValidationException or LimitExceededException.
        """
        if update.units is not None:
            self._check_units(update.units, now, on_demand=on_demand)
        if update.warm is not None:
            self.warmth.check(update.warm, self.title, now)
        if update.caps is not None:
            check_caps(update.caps, self.title, on_demand=on_demand, least=NO_CAP)

    def _check_units(self, units: TableUnits, now: datetime, *, on_demand: bool) -> None:
        if on_demand:
            raise invalid(f"{_INVALID} {_NO_UNITS if self.name is None else self._only_updates()}")
        check_least(units)
        if self.on_demand:
            return
        current = self.throughput.units
        if units == current:
            where = "the table" if self.name is None else f"index {self.name}"
            raise invalid(
                f"The provisioned throughput for the {self.title} will not change. "
                "The requested value equals the current value. "
                f"Current ReadCapacityUnits provisioned for {where}: {current.read}. "
                f"Requested ReadCapacityUnits: {units.read}. "
                f"Current WriteCapacityUnits provisioned for {where}: {current.write}. "
                f"Requested WriteCapacityUnits: {units.write}. "
                "Refer to the Amazon DynamoDB Developer Guide for current limits and how to "
                "request higher limits."
            )
        if not units.reaches(current):
            self.throughput.decreases.check(now)

    def _only_updates(self) -> str:
        return (
            f"The only Updates for index: {self.name} when TableThroughputMode is "
            "PAY_PER_REQUEST can be to OnDemandThroughput, WarmThroughput"
        )


_NO_UNITS = (
    "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
    "PAY_PER_REQUEST"
)


def check_least(units: TableUnits) -> None:
    """Refuse provisioned units below 1."""
    wrong = [
        f"Value '{value}' at 'provisionedThroughput.{name}' failed to satisfy constraint: Member "
        "must have value greater than or equal to 1"
        for name, value in (("writeCapacityUnits", units.write), ("readCapacityUnits", units.read))
        if value < 1
    ]
    if wrong:
        errors = "error" if len(wrong) == 1 else "errors"
        raise invalid(f"{len(wrong)} validation {errors} detected: {'; '.join(wrong)}")


def check_caps(caps: OnDemandCaps, title: str, *, on_demand: bool, least: int) -> None:
    """Refuse caps of a provisioned table, 0, and a negative cap other than `least`."""
    for name, cap in (("MaxReadRequestUnits", caps.read), ("MaxWriteRequestUnits", caps.write)):
        if cap is None:
            continue
        if not on_demand:
            raise invalid(
                f"{_INVALID} {name} for OnDemandThroughput cannot be specified when the table "
                "BillingMode is PROVISIONED"
            )
        if cap < least or cap == 0:
            raise invalid(
                f"{_INVALID} Requested {name} for OnDemandThroughput for {title} is outside of "
                "valid range"
            )
