"""Kinds of capacity, as far as decisions need them: everything that differs between kinds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from kickoff.calendar import Calendar
from kickoff.outcome import Code, Outcome
from kickoff.timeline import Key, Level
from prescaler.model.dimension import Dimension
from prescaler.model.lease import PROVISIONED, Lease
from prescaler.model.observed import Capacity, Limits

if TYPE_CHECKING:
    from prescaler.model.decision import DecisionInput


class CapacityKind:
    """A kind of capacity. The defaults are those of capacity that is requested by itself.

    `name` is stored with leases, `bill_part` names its part of a bill. `has_bounds`: auto scaling
    keeps the capacity between a minimum and a maximum; otherwise the requested capacity is itself
    the minimum. `has_own_call`: a call of its service changes the capacity too, where auto scaling
    does not bring or lower it. `proven`: its capacity can be read back. `only_rises`: it cannot be
    lowered, and each raise is paid once. `leads`: the possible results of `lead`.
    `decreases_at_any_time`: allowed in a UTC day before one needs an hour after the last; None for
    any number. `changes_a_day`: of one resource, up and down, in any 24 hours. `counted_as`,
    `left_as`: decreases made, and left, in words. `updates_at_once`: resources that an
    account lets change at one time. `price_depends_on`: the reason for a price of 0.
    """

    name: str = PROVISIONED
    minimum_name: str = "minimum"
    bill_part: str = "capacity"
    has_bounds: bool = False
    has_own_call: bool = True
    proven: bool = True
    only_rises: bool = False
    leads: tuple[timedelta, ...] = ()
    decreases_at_any_time: int | None = None
    changes_a_day: int | None = None
    counted_as: str = "decreases today"
    left_as: str = "decreases left today"
    updates_at_once: int | None = None
    price_depends_on: str = ""

    def recognize(
        self, limits: Limits | Outcome, capacity: Capacity | Outcome
    ) -> "Observed | None":
        """Return the observation if the reads are of this kind, else None."""
        match limits, capacity:
            case Outcome(code=Code.NOT_AUTOSCALED), Capacity(on_demand=False):
                units = capacity.provisioned if capacity.requested is None else capacity.requested
                return Observed(Limits(units), capacity, self)
            case _:
                return None

    def adopt(self, lease: Lease, live: Limits) -> Lease:
        """The lease of another kind in terms of this one, once the dimension changed its kind.

        The live bounds belong to somebody else; units that kickoff brought are still restored.
        """
        units = lease.found.minimum if lease.kind == PROVISIONED else lease.units
        return replace(lease, kind=self.name, found=live, previous=live, applied=live, units=units)

    def step(self, capacity: Capacity, level: int) -> int:
        """The part of a change to a level that one call makes."""
        return level

    def changes_between(self, before: int, after: int) -> int:
        """The calls that a change of the level takes."""
        return 1

    def with_changes(
        self, capacity: Capacity, changes: Sequence[datetime], now: datetime
    ) -> Capacity:
        """The capacity with kickoff's own changes, where AWS limits them and does not count them.

        `changes`: the instants of the raises and lowerings in the lease.
        """
        return capacity

    def covers(self, capacity: Capacity, level: int) -> bool:
        """Return whether the capacity carries a level."""
        return capacity.provisioned >= level

    def is_ready(self, capacity: Capacity, level: int) -> bool:
        """Return whether a level is available now, without a change in progress."""
        return capacity.active and self.covers(capacity, level)

    def accepts_raise(self, capacity: Capacity) -> bool:
        """Return whether a raise can be requested now."""
        return capacity.active

    def units_to_request(self, minimum: int) -> int | None:
        """The capacity to request with a raise; None where auto scaling brings it."""
        return minimum

    def warmth_to_buy(self, minimum: int) -> int | None:
        """The warm throughput to buy with a raise."""
        return None

    def may_prewarm(self, target: object) -> bool:
        """Return whether the calendar allows to buy warm throughput ahead of a raise."""
        return False

    def lead(
        self, dimension: Dimension, capacity: Capacity, level: int, beside: int | None = None
    ) -> timedelta:
        """The time a raise to a level needs before it is due.

        `beside`: the level of `companion` then; None for its present capacity.
        """
        return timedelta(0)

    def companion(self, dimension: Dimension) -> Key | None:
        """The dimension that loads the same partitions; None for none."""
        return None

    def shared_regions(self, dimension: Dimension, capacity: Capacity) -> tuple[str, ...]:
        """The other regions whose capacity a change also changes."""
        return ()

    def obstacle(self, inputs: "DecisionInput", level: Level) -> Outcome | None:
        """The obstacle to a level that only a person can remove."""
        return None

    def decreases_left(self, capacity: Capacity, now: datetime) -> int | None:
        """The decreases that are still possible today; None for any number."""
        if self.changes_a_day is None or capacity.decreases is None:
            return None
        return max(0, self.changes_a_day - capacity.decreases)

    def next_decrease(self, capacity: Capacity, now: datetime) -> datetime:
        """The instant at which AWS allows the next decrease, not before now."""
        return now

    def units_in_use(self, measured: float, capacity: int) -> float:
        """The units that a measured consumption stands for, beside the capacity at that time."""
        return measured

    def price_per_hour(self, dimension: Dimension, target: object = None) -> float:
        """The price of one unit for an hour, in dollars."""
        return 0.0

    def on_demand_price(self, dimension: Dimension) -> float | None:
        """The price of requests that use one unit in full for an hour, in dollars.

        None for capacity that cannot be billed by request.
        """
        return None

    def is_on_demand(self, target: object) -> bool:
        """Return whether the calendar says that a target is billed by request."""
        return False

    def price_of_warming(self, dimension: Dimension, capacity: Capacity, after: int) -> float:
        """The price of a raise of warm throughput, paid once in all regions, in dollars."""
        return 0.0


@dataclass(frozen=True, slots=True)
class Observed:
    """The reads of a dimension; a failed read left its outcome.

    `kind` is the recognized kind; without bounds, the first kind the dimension may have. `failed`:
    a failed read that the kind does not need.
    """

    limits: Limits | Outcome
    capacity: Capacity | Outcome
    kind: CapacityKind
    failed: Outcome | None = None

    @property
    def kind_name(self) -> str | None:
        """The name of the kind; None where the reads did not show it."""
        return self.kind.name if isinstance(self.limits, Limits) else None


@dataclass(frozen=True, slots=True)
class ScalingRequest:
    """The settings to apply to one dimension.

    One of: `bounds`, minimum and maximum of auto scaling; `units`, capacity to request, up or down;
    `warm`, warm throughput to buy.
    """

    dimension: Dimension
    observed: Observed
    bounds: Limits | None = None
    units: int | None = None
    warm: int | None = None


class Kinds(Protocol):
    """The registered kinds of capacity."""

    def dimensions(self, calendar: Calendar) -> Mapping[Key, Dimension]:
        """Every dimension of a calendar that is of a registered kind."""
        ...

    def knows(self, dimension: Dimension) -> bool:
        """Return whether a registered kind covers a dimension."""
        ...

    def of(self, dimension: Dimension) -> CapacityKind:
        """The first kind that a dimension may have."""
        ...
