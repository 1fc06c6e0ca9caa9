"""What a coming fixture will ask, by what those like it asked: a curve, and how sure it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from math import ceil, isnan, nan
from zoneinfo import ZoneInfo

from kickoff.forecast.examples import Example, quantile, weights
from kickoff.forecast.loads import Loads
from kickoff.timeline import Combine

LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
_STEP_MINUTES = 15
_STEP_SHARE = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class ObservedKickoff:
    """An example and its part of what was consumed in its window: units of capacity at scale 1."""

    example: Example
    units: Sequence[float]

    def at(self, since: int) -> float:
        """The units of a minute, counted from kick-off; NaN where nothing is known."""
        number = since - (self.example.opens - self.example.kickoff)
        return self.units[number] if 0 <= number < len(self.units) else nan

    @property
    def peak(self) -> float:
        """The most in a minute; NaN where none is known."""
        return max((units for units in self.units if not isnan(units)), default=nan)


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Of fixtures like this a tenth stayed under `low`, half under `middle`, nine under `high`."""

    low: float
    median: float
    high: float


@dataclass(frozen=True, slots=True)
class CurvePhase:
    """From a minute on, counted from kick-off, a share of the demand."""

    since: int
    share: Decimal


@dataclass(frozen=True, slots=True)
class DemandCurve:
    """Units of capacity at scale 1, in each minute from `first` on, counted from kick-off.

    `peak` is of the highest minutes, which come at another distance from kick-off each time.
    """

    first: int
    minutes: Sequence[Quantiles]
    peak: Quantiles

    @property
    def demand(self) -> int:
        """The number for a profile: enough for nine in ten, in two digits as people write it."""
        whole = max(ceil(self.peak.high), 1)
        step = int("1".ljust(len(str(whole)) - 1, "0"))
        return -(-whole // step) * step

    def phases(self) -> list[CurvePhase]:
        """The shape for a profile: steps of at least a quarter of an hour, the highest a whole."""
        top = max(band.high for band in self.minutes) or 1.0
        found: list[CurvePhase] = []
        for start in range(0, len(self.minutes), _STEP_MINUTES):
            highest = max(band.high for band in self.minutes[start : start + _STEP_MINUTES])
            share = ceil(Decimal(highest / top) / _STEP_SHARE) * _STEP_SHARE
            if not found or found[-1].share != share:
                found.append(CurvePhase(self.first + start, share))
        return found


def observed_kickoffs(
    chosen: Sequence[Example], beside: Sequence[Example], loads: Loads, combine: Combine, rate: int
) -> list[ObservedKickoff]:
    """Of the chosen examples, those that were over when the loads end, oldest first.

    Where others were beside them, what was consumed is shared as the target combines demands.
    """
    found = []
    for example in chosen:
        if example.closes > loads.end:
            continue
        near = [
            other
            for other in beside
            if other.opens < example.closes and other.closes > example.opens
        ]
        units = []
        for number in range(example.opens, example.closes):
            scales = [each.scale for each in near if each.opens <= number < each.closes]
            whole = sum(scales) if combine is Combine.SUM else max(scales)
            units.append(loads.at(number) / rate / whole)
        one = ObservedKickoff(example, units)
        if not isnan(one.peak):
            found.append(one)
    return found


def fit_curve(known: Sequence[ObservedKickoff], coming: datetime, zone: ZoneInfo) -> DemandCurve:
    """The curve of a coming kick-off, by one or more that were."""
    weighed = _weighed(known, coming, zone)
    first = min(one.example.opens - one.example.kickoff for one in known)
    last = max(one.example.closes - one.example.kickoff for one in known)
    by_minute = [
        _band([(one.at(since), weight) for one, weight in weighed]) for since in range(first, last)
    ]
    return DemandCurve(first, by_minute, fit_peak(known, coming, zone))


def fit_peak(known: Sequence[ObservedKickoff], coming: datetime, zone: ZoneInfo) -> Quantiles:
    """The highest minute of a coming kick-off, by one or more that were."""
    return _band([(one.peak, weight) for one, weight in _weighed(known, coming, zone)])


def _weighed(
    known: Sequence[ObservedKickoff], coming: datetime, zone: ZoneInfo
) -> list[tuple[ObservedKickoff, float]]:
    return list(zip(known, weights([one.example for one in known], coming, zone), strict=True))


def _band(seen: Sequence[tuple[float, float]]) -> Quantiles:
    known = [(units, weight) for units, weight in seen if not isnan(units)] or [(0.0, 1.0)]
    return Quantiles(quantile(known, LOW), quantile(known, MIDDLE), quantile(known, HIGH))
