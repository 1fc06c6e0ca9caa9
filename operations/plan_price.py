"""The price of a plan with kickoff itself, beside that of the same levels without kickoff."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from kickoff.calendar import Calendar, FunctionTarget
from kickoff.pricing.invoice import bill
from kickoff.pricing.prices import TYPICAL_USE, prices_of
from kickoff.pricing.work import KickoffWork, usage_of, work_of
from kickoff.timeline import Step
from prescaler.resources.quote import CapacityQuote, quote, warm_throughput
from warmer.plan.price import WarmingQuote, warming_quote

PINGS, OWN = "pings", "kickoff itself"
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class TargetPrice:
    """The price of one target's steps, in US dollars.

    `capacity` and `warming` are None where it has none; `warm_throughput` is paid once.
    """

    region: str | None
    capacity: CapacityQuote | None
    warm_throughput: float
    warming: WarmingQuote | None
    work: KickoffWork


@dataclass(frozen=True, slots=True)
class PlanPrice:
    """US dollars of a plan. `total` is what AWS bills for its targets and for kickoff.

    Attributes:
        parts: The total by part of the bill: kinds of capacity, `PINGS`, `OWN`.
        pings: Pings, and `starts`: the containers that they start.
        always: The capacity with each highest level kept throughout, without kickoff.
        requests: On-demand requests that use each planned level in full.
        fixed: Capacity that has no on-demand mode, or is on-demand already.
        regions: The regions of all targets and of kickoff; None for an unknown one.
    """

    parts: Mapping[str, float]
    pings: int
    starts: int
    always: float
    requests: float
    fixed: float
    regions: frozenset[str | None]

    @property
    def total(self) -> float:
        """The sum of all parts."""
        return sum(self.parts.values())

    @property
    def without_pings(self) -> float:
        """The total without pings, to compare with capacity that needs no kickoff."""
        return self.total - self.parts.get(PINGS, 0)

    @property
    def on_demand(self) -> float:
        """The capacity with tables in on-demand mode, at `TYPICAL_USE` of each planned level."""
        return self.fixed + self.requests * TYPICAL_USE

    @property
    def break_even(self) -> float:
        """The share of each level at which on-demand tables cost as much as the plan."""
        return (self.without_pings - self.fixed) / self.requests if self.requests else 0.0


def target_price(steps: Sequence[Step], calendar: Calendar) -> TargetPrice:
    """Return the price of the steps of one target, in the prices of its region."""
    target = calendar.targets[steps[0].key.target]
    warming, waves = None, 0
    if isinstance(target, FunctionTarget) and target.warm:
        warm = [step for step in steps if step.key.dimension == "warm"]
        prices = prices_of(target.region)
        warming = warming_quote(target, target.warm, warm, calendar.zone, prices)
        waves = warming.waves
    return TargetPrice(
        target.region,
        quote(steps, target),
        warm_throughput(steps, target),
        warming,
        work_of(steps, waves),
    )


def total_price(targets: Sequence[TargetPrice], length: timedelta, region: str | None) -> PlanPrice:
    """Return the price of all targets over a span; kickoff runs in `region`."""
    parts: dict[str, float] = {}
    capacities = [each.capacity for each in targets if each.capacity]
    for each in capacities:
        parts[each.part] = parts.get(each.part, 0) + each.planned
    once = sum(each.warm_throughput for each in targets)
    if once:
        parts["warm throughput, once"] = once
    warmings = [each.warming for each in targets if each.warming]
    if warmings:
        parts[PINGS] = sum(each.pinged for each in warmings)
    hours = length / _HOUR
    usage = usage_of([each.work for each in targets], hours)
    parts[OWN] = sum(line.dollars for line in bill(usage, hours, prices_of(region)))
    return PlanPrice(
        parts,
        sum(each.pings for each in warmings),
        sum(each.starts for each in warmings),
        always=sum(each.always for each in capacities),
        requests=sum(each.requests or 0 for each in capacities),
        fixed=sum(each.planned for each in capacities if each.requests is None),
        regions=frozenset({region, *(each.region for each in targets)}),
    )


def plan_price(calendar: Calendar, start: datetime, end: datetime, region: str | None) -> PlanPrice:
    """Return the price of a calendar over [start, end); kickoff's own region is `region`."""
    priced = calendar.in_region(region)
    groups = groupby(calendar.steps(start, end), key=lambda step: step.key.target)
    return total_price([target_price(list(own), priced) for _, own in groups], end - start, region)
