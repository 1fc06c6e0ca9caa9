"""What was learned of one profile: the next fixture's curve, and how right such curves were."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log
from statistics import median

from kickoff.forecast.demand_curve import (
    DemandCurve,
    ObservedKickoff,
    Quantiles,
    fit_curve,
    fit_peak,
    observed_kickoffs,
)
from kickoff.forecast.loads import Loads, instant
from kickoff.forecast.target import ForecastTarget
from kickoff.timeline import Fixture

_SOON = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class PeakCheck:
    """A kick-off's peak as it was predicted from those before, beside what it was."""

    kickoff: int
    closes: int
    predicted: Quantiles
    actual: float

    @property
    def error(self) -> float:
        """Of the middle, as a share of what was: 0.5 is half too much, -0.5 half too little."""
        return self.predicted.median / self.actual - 1 if self.actual else 0.0


@dataclass(frozen=True, slots=True)
class ProfileForecast:
    """A profile's past, what it says of a coming kick-off (or of one more like the last)."""

    profile: str
    past: Sequence[ObservedKickoff]
    coming: datetime
    fixture: Fixture | None
    curve: DemandCurve
    checks: Sequence[PeakCheck]

    @property
    def typical_error(self) -> float | None:
        """How far off the middle was, half of the time: 0.2 is a fifth; None without checks."""
        errors = [abs(log(1 + check.error)) for check in self.checks if check.error > -1]
        return median(errors) if errors else None

    @property
    def covered(self) -> float | None:
        """The share of past kick-offs whose peak the demand predicted for them covers."""
        if not self.checks:
            return None
        return sum(each.actual <= each.predicted.high for each in self.checks) / len(self.checks)


def profile_forecasts(target: ForecastTarget, loads: Loads) -> list[ProfileForecast]:
    """One for each profile with a fixture that was over when the loads end."""
    everything = target.past(loads.first, loads.end)
    combine = target.calendar.bounds[target.key].combine
    found = []
    for profile in dict.fromkeys(example.profile for example in everything):
        own = [example for example in everything if example.profile == profile]
        known = observed_kickoffs(own, everything, loads, combine, target.rate)
        fixture = _next(target, profile, instant(loads.end))
        if not known:
            continue
        coming = fixture.kickoff if fixture else instant(known[-1].example.kickoff)
        learned = fit_curve(known, coming, target.calendar.zone)
        found.append(
            ProfileForecast(profile, known, coming, fixture, learned, _checks(known, target))
        )
    return found


def _checks(known: Sequence[ObservedKickoff], target: ForecastTarget) -> list[PeakCheck]:
    """Each kick-off that had one like it before, predicted from those that were over then."""
    found = []
    for one in known:
        before = [each for each in known if each.example.closes <= one.example.opens]
        if before:
            kickoff, closes = one.example.kickoff, one.example.closes
            predicted = fit_peak(before, instant(kickoff), target.calendar.zone)
            found.append(PeakCheck(kickoff, closes, predicted, one.peak))
    return found


def _next(target: ForecastTarget, profile: str, now: datetime) -> Fixture | None:
    """The profile's next fixture, if there is one within a year or so."""
    for fixture in target.calendar.fixtures(now, now + _SOON):
        asks = fixture.profile == profile and fixture.demand.get(target.key)
        if asks and fixture.kickoff >= now:
            return fixture
    return None
