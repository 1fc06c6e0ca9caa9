"""The daily run: it learns the demand of each dimension that a recent fixture needed."""

from datetime import datetime

from kickoff.aws.clients import Clients
from kickoff.aws.sessions import Aws
from kickoff.calendar import Calendar
from kickoff.forecast.forecaster import HISTORY, LearnedDimension, LearningFailure
from kickoff.forecast.loads import Loads
from kickoff.forecast.target import ForecastTarget
from prescaler.consumption_series import ConsumptionSeries
from prescaler.forecast_targets import forecast_targets
from prescaler.forecaster import demand_forecaster


class Learner:
    """Learns demand from CloudWatch and stores it in the lease table."""

    def __init__(self, aws: Aws, lease_table: str | None) -> None:
        self._clients = Clients(aws)
        self._forecaster = demand_forecaster(aws, lease_table)

    def learn(self, calendar: Calendar, at: datetime) -> list[LearnedDimension | LearningFailure]:
        """Learn and store the demand of each dimension; a failure is returned, not raised."""
        self._clients.begin_tick()
        series = ConsumptionSeries(self._clients, calendar)
        return self._forecaster.learn(recent_targets(calendar, at), series, at)


def recent_targets(calendar: Calendar, at: datetime) -> list[ForecastTarget]:
    """Return the dimensions that a recent fixture needed, containers included."""
    recent = calendar.fixtures(at - HISTORY, at)
    needed = {key for fixture in recent for key, demand in fixture.demand.items() if demand}
    return forecast_targets(calendar, [key for key in calendar.bounds if key in needed])


def read_history(clients: Clients, target: ForecastTarget, at: datetime) -> Loads:
    """Read the consumption of a dimension for the time that CloudWatch keeps minutes.

    Raises:
        SourceUnavailableError: CloudWatch did not answer.
    """
    return ConsumptionSeries(clients, target.calendar)(target.key, at - HISTORY, at)
