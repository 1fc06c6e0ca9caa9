"""The demand of a coming fixture over time, with quantiles, from past kick-offs like it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from math import ceil, isnan, nan
from zoneinfo import ZoneInfo

from kickoff.forecast.examples import Example, quantiles, weights
from kickoff.forecast.recording import Recording
from kickoff.timeline import Combine

_STEP_MINUTES = 15
_STEP_SHARE = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class ObservedKickoff:
    """An example with its consumption: units of capacity at scale 1, for each minute.

    `peak` is the highest minute; NaN if none is known.
    """

    example: Example
    units: Sequence[float]
    peak: float = field(init=False)

    def __post_init__(self) -> None:
        """Find the peak once: each later kick-off is compared with it."""
        peak = max((units for units in self.units if not isnan(units)), default=nan)
        object.__setattr__(self, "peak", peak)

    def between(self, first: int, last: int) -> list[float]:
        """Return the units of [first, last), counted from kick-off; the window is inside."""
        before = self.example.opens - self.example.kickoff - first
        return [nan] * before + [*self.units, *[nan] * (last - first - before - len(self.units))]

    def at(self, since: int) -> float:
        """Return the units of a minute counted from kick-off; NaN if unknown."""
        number = since - (self.example.opens - self.example.kickoff)
        return self.units[number] if 0 <= number < len(self.units) else nan


@dataclass(frozen=True, slots=True)
class Quantiles:
    """10th, 50th and 90th percentile."""

    low: float
    median: float
    high: float


@dataclass(frozen=True, slots=True)
class CurvePhase:
    """A share of the demand from a minute on, counted from kick-off."""

    since: int
    share: Decimal


@dataclass(frozen=True, slots=True)
class DemandCurve:
    """Units of capacity at scale 1, in each minute from `first` on, counted from kick-off.

    `peak` is estimated from the highest minute of each kick-off, which is at another distance each
    time.
    """

    first: int
    minutes: Sequence[Quantiles]
    peak: Quantiles

    @property
    def demand(self) -> int:
        """The demand to write in a profile: the 90th percentile, rounded up to two digits."""
        whole = max(ceil(self.peak.high), 1)
        step = int("1".ljust(len(str(whole)) - 1, "0"))
        return -(-whole // step) * step

    def phases(self) -> list[CurvePhase]:
        """Return the phases to write in a profile, each at least 15 minutes; the highest is 1."""
        top = max(each.high for each in self.minutes) or 1.0
        found: list[CurvePhase] = []
        for start in range(0, len(self.minutes), _STEP_MINUTES):
            highest = max(each.high for each in self.minutes[start : start + _STEP_MINUTES])
            share = ceil(Decimal(highest / top) / _STEP_SHARE) * _STEP_SHARE
            if not found or found[-1].share != share:
                found.append(CurvePhase(self.first + start, share))
        return found


def observed_kickoffs(
    chosen: Sequence[Recording], others: Sequence[Example], combine: Combine, rate: int
) -> list[ObservedKickoff]:
    """Return the kick-offs of the chosen recordings, in the same order.

    Concurrent examples share the consumption by the rule that combines the target's demands.
    """
    found = []
    for each in chosen:
        example, loads = each.example, each.loads
        near = [o for o in others if o.opens < example.closes and o.closes > example.opens]
        shares = _shares(example, near, combine)
        known = loads.padded(example.opens, example.closes)
        units = [load / (rate * share) for load, share in zip(known, shares, strict=True)]
        observed = ObservedKickoff(example, units)
        if not isnan(observed.peak):
            found.append(observed)
    return found


def _shares(example: Example, near: Sequence[Example], combine: Combine) -> list[float]:
    """Return the combined scale of concurrent examples, for each minute of one of them."""
    minutes = range(example.opens, example.closes)
    if len(near) == 1:
        return [example.scale] * len(minutes)
    found = []
    for number in minutes:
        scales = [each.scale for each in near if each.opens <= number < each.closes]
        found.append(sum(scales) if combine is Combine.SUM else max(scales))
    return found


def fit_curve(known: Sequence[ObservedKickoff], coming: datetime, zone: ZoneInfo) -> DemandCurve:
    """Return the curve of a coming kick-off, from at least one observed kick-off."""
    shares = weights([each.example for each in known], coming, zone)
    first = min(each.example.opens - each.example.kickoff for each in known)
    last = max(each.example.closes - each.example.kickoff for each in known)
    rows = [each.between(first, last) for each in known]
    by_minute = [_quantiles(units, shares) for units in zip(*rows, strict=True)]
    return DemandCurve(first, by_minute, fit_peak(known, coming, zone))


def fit_peak(known: Sequence[ObservedKickoff], coming: datetime, zone: ZoneInfo) -> Quantiles:
    """Return the highest minute of a coming kick-off, from at least one observed kick-off."""
    shares = weights([each.example for each in known], coming, zone)
    return _quantiles([each.peak for each in known], shares)


def _quantiles(units: Sequence[float], shares: Sequence[float]) -> Quantiles:
    known = [each for each in zip(units, shares, strict=True) if not isnan(each[0])] or [(0.0, 1.0)]
    return Quantiles(*quantiles(known, (0.1, 0.5, 0.9)))
