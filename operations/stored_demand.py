"""Learned demand as the daily run stored it, to show beside a plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kickoff.calendar import Calendar, DemandSource
from kickoff.forecast.forecaster import DemandForecaster
from kickoff.forecast.growth_model import GrowthModel
from kickoff.forecast.profile_forecast import ProfileForecast, profile_forecasts
from kickoff.forecast.target import ForecastTarget
from prescaler.forecast_targets import forecast_targets


@dataclass(frozen=True, slots=True)
class StoredDemand:
    """The forecasts of a dimension's profiles, and the model of its minutes; None without one."""

    target: ForecastTarget
    profiles: Sequence[ProfileForecast]
    model: GrowthModel | None


def stored_demand(
    calendar: Calendar, forecaster: DemandForecaster, at: datetime
) -> list[StoredDemand]:
    """Return the stored demand of each dimension with `demand: auto`.

    Raises:
        SourceUnavailableError: the store did not answer.
    """
    keys = [
        key for key in calendar.bounds if calendar.targets[key.target].demand is DemandSource.AUTO
    ]
    found = []
    for target in forecast_targets(calendar, keys):
        recordings = forecaster.archive(target.key).recordings
        model = forecaster.model(target.key, at)
        known = model if isinstance(model, GrowthModel) else None
        found.append(StoredDemand(target, profile_forecasts(target, recordings, at), known))
    return found
