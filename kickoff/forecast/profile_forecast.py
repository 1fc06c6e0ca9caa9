"""The forecast of one profile: the curve of its next fixture, and the errors of past forecasts."""

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
from kickoff.forecast.loads import instant
from kickoff.forecast.recording import Recording
from kickoff.forecast.tags import TagEffect, TaggedPeak, tag_effects, tags_of
from kickoff.forecast.target import ForecastTarget
from kickoff.timeline import Fixture

_HORIZON = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class PeakCheck:
    """The peak of a past kick-off: predicted from the kick-offs before it, and actual."""

    kickoff: int
    closes: int
    predicted: Quantiles
    actual: float

    @property
    def error(self) -> float:
        """Error of the median as a share of the actual peak: 0.5 is 50 % too high."""
        return self.predicted.median / self.actual - 1 if self.actual else 0.0


@dataclass(frozen=True, slots=True)
class ProfileForecast:
    """The past kick-offs of a profile, and the curve of the next one.

    `coming` is the kick-off of the next fixture; without one, the last past kick-off.
    """

    profile: str
    past: Sequence[ObservedKickoff]
    coming: datetime
    fixture: Fixture | None
    curve: DemandCurve
    checks: Sequence[PeakCheck]

    @property
    def tag_effects(self) -> list[TagEffect]:
        """The effects of the coming fixture's tags and teams, the strongest first."""
        if self.fixture is None:
            return []
        peaks = [TaggedPeak(each.example.tags, each.peak) for each in self.past]
        return tag_effects(peaks, tags_of(self.fixture))

    @property
    def typical_error(self) -> float | None:
        """Median error of the predicted medians: 0.2 is 20 %; None without checks."""
        errors = [abs(log(1 + check.error)) for check in self.checks if check.error > -1]
        return median(errors) if errors else None


def profile_forecasts(
    target: ForecastTarget, recordings: Sequence[Recording], now: datetime
) -> list[ProfileForecast]:
    """Return a forecast for each profile with a recorded fixture."""
    everything = [each.example for each in recordings]
    combine = target.calendar.bounds[target.key].combine
    found = []
    for profile in dict.fromkeys(example.profile for example in everything):
        own = [each for each in recordings if each.example.profile == profile]
        known = observed_kickoffs(own, everything, combine, target.rate)
        if not known:
            continue
        fixture = _next(target, profile, now)
        coming = fixture.kickoff if fixture else instant(known[-1].example.kickoff)
        curve = fit_curve(known, coming, target.calendar.zone)
        found.append(
            ProfileForecast(profile, known, coming, fixture, curve, _checks(known, target))
        )
    return found


def _checks(known: Sequence[ObservedKickoff], target: ForecastTarget) -> list[PeakCheck]:
    """Predict each kick-off from the ones that were over when it opened."""
    found = []
    for each in known:
        before = [other for other in known if other.example.closes <= each.example.opens]
        if before:
            kickoff, closes = each.example.kickoff, each.example.closes
            predicted = fit_peak(before, instant(kickoff), target.calendar.zone)
            found.append(PeakCheck(kickoff, closes, predicted, each.peak))
    return found


def _next(target: ForecastTarget, profile: str, now: datetime) -> Fixture | None:
    """Return the profile's next fixture within 400 days."""
    for fixture in target.calendar.fixtures(now, now + _HORIZON):
        matches = fixture.profile == profile and fixture.demand.get(target.key)
        if matches and fixture.kickoff >= now:
            return fixture
    return None
