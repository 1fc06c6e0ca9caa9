"""The calibration of learned demand, for the fixtures of a review."""

from collections.abc import Iterable

from kickoff.calendar import Calendar, DemandSource
from kickoff.forecast.calibration import Calibration, calibration
from kickoff.forecast.forecaster import DemandForecaster
from kickoff.forecast.profile_forecast import profile_forecasts
from kickoff.timeline import Fixture, Key
from operations.review.period import ReviewPeriod
from prescaler.forecast_targets import forecast_targets

Calibrations = dict[tuple[Key, str], Calibration]
"""The calibration of each learned dimension and profile."""


def read_calibrations(
    calendar: Calendar,
    fixtures: Iterable[Fixture],
    period: ReviewPeriod,
    forecaster: DemandForecaster,
) -> Calibrations:
    """Read the archives of the learned dimensions that fixtures need.

    Raises:
        SourceUnavailableError: the store did not answer.
    """
    needed = {
        key: None
        for fixture in fixtures
        for key, demand in fixture.demand.items()
        if demand and calendar.targets[key.target].demand is DemandSource.AUTO
    }
    found: Calibrations = {}
    for target in forecast_targets(calendar, needed):
        recordings = forecaster.archive(target.key).recordings
        for forecast in profile_forecasts(target, recordings, period.now):
            found[target.key, forecast.profile] = calibration(target, forecast)
    return found
