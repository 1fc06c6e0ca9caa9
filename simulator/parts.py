"""One part of a table, the table itself or an index: what it is to carry, and what it does."""

from dataclasses import dataclass, field
from datetime import datetime

from simulator.errors import invalid
from simulator.throughput import Consumption, Provisioned, Units
from simulator.warmth import ON_DEMAND_START, Warmth

_MINUTE = 60
_WITHOUT = -1  # as UpdateTable says that a cap is taken away


@dataclass(frozen=True, slots=True)
class Caps:
    """`OnDemandThroughput`: the most that an on-demand part serves; None is no cap."""

    read: int | None = None
    write: int | None = None

    def changed(self, read: int | None, write: int | None) -> "Caps":
        """As UpdateTable changes them: None stays as it was, -1 takes the cap away."""
        return Caps(_cap(self.read, read), _cap(self.write, write))


@dataclass(frozen=True, slots=True)
class Change:
    """What one UpdateTable asks of a part; None stays as it is."""

    units: Units | None = None
    warm: Units | None = None
    caps: Caps | None = None


@dataclass(slots=True)
class Part:
    """The throughput of a part; on-demand where nothing is `provisioned`."""

    name: str
    provisioned: Provisioned | None
    warmth: Warmth
    caps: Caps = field(default_factory=Caps)

    @classmethod
    def of(cls, name: str, units: Units | None) -> "Part":
        """Provisioned at units a second, and warm for as many; or on-demand and new."""
        provisioned = Provisioned.of(units) if units else None
        return cls(name, provisioned, Warmth(units or ON_DEMAND_START))

    def capacity(self, kind: str, now: datetime) -> int:
        """Units a second that `read` or `write` carries now."""
        if self.provisioned is not None:
            return int(getattr(self.provisioned.units, kind))
        warm = int(getattr(self.warmth.units(now), kind))
        cap: int | None = getattr(self.caps, kind)
        return warm if cap is None else min(warm, cap)

    def consume(self, kind: str, rate: float, now: datetime) -> Consumption:
        """A minute of demand, in units a second; on-demand follows with twice its new peak."""
        if self.provisioned is not None:
            throughput = {"read": self.provisioned.read, "write": self.provisioned.write}[kind]
            return throughput.consume(rate)
        served = min(rate, self.capacity(kind, now))
        peak = self.warmth.units(now)._replace(**{kind: int(2 * served)})
        self.warmth.reach(peak)
        return Consumption(served * _MINUTE, (rate - served) * _MINUTE)

    def check(self, change: Change, now: datetime) -> None:
        """May it be changed so?

        Raises:
            ServiceError: ValidationException or LimitExceededException.
        """
        if change.units is not None:
            self._check_units(change.units, now)
        if change.warm is not None:
            self.warmth.check(change.warm, now)
        if change.caps is not None and self.provisioned is not None:
            raise invalid(
                "One or more parameter values were invalid: OnDemandThroughput cannot be "
                "specified when BillingMode is PROVISIONED"
            )

    def _check_units(self, units: Units, now: datetime) -> None:
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


def _cap(current: int | None, asked: int | None) -> int | None:
    return current if asked is None else None if asked == _WITHOUT else asked
