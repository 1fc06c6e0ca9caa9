"""The daily run: it learns the demand of each dimension that a recent or coming fixture needs."""

from datetime import datetime, timedelta

from kickoff.aws.clients import Clients
from kickoff.aws.sessions import ONE_ATTEMPT, Aws
from kickoff.calendar import Calendar
from kickoff.forecast.forecaster import HISTORY, LearnedDimension, LearningFailure, ReadLoads
from kickoff.forecast.loads import Loads
from kickoff.forecast.target import ForecastTarget
from kickoff.timeline import Key
from prescaler.consumption_series import ConsumptionSeries
from prescaler.forecast_targets import forecast_targets
from prescaler.forecaster import demand_forecaster
from warmer.adapters.consumption import consumption_of
from warmer.adapters.ping_log import PingLog
from warmer.adapters.records import RecordTable

_COMING = timedelta(days=7)


class Learner:
    """Learns demand from CloudWatch and stores it in the lease table."""

    def __init__(self, aws: Aws, lease_table: str | None) -> None:
        self._clients = Clients(aws)
        self._log = ping_log(aws, lease_table)
        self._forecaster = demand_forecaster(aws, lease_table)

    def learn(self, calendar: Calendar, at: datetime) -> list[LearnedDimension | LearningFailure]:
        """Learn and store the demand of each dimension; a failure is returned, not raised."""
        self._clients.begin_tick()
        self._log.begin_tick()
        read = _reader(self._clients, calendar, self._log)
        return self._forecaster.learn(near_targets(calendar, at), read, at)


def near_targets(calendar: Calendar, at: datetime) -> list[ForecastTarget]:
    """Return the dimensions that a recent or coming fixture needs, containers included.

    What was learned is used for three days. So it is learned again in the week before a fixture.
    """
    near = calendar.fixtures(at - HISTORY, at + _COMING)
    needed = {key for fixture in near for key, demand in fixture.demand.items() if demand}
    return forecast_targets(calendar, [key for key in calendar.bounds if key in needed])


def read_history(clients: Clients, target: ForecastTarget, at: datetime, log: PingLog) -> Loads:
    """Read the consumption of a dimension for the time that CloudWatch keeps minutes.

    Raises:
        SourceUnavailableError: CloudWatch did not answer.
    """
    return _reader(clients, target.calendar, log)(target.key, at - HISTORY, at)


def ping_log(aws: Aws, lease_table: str | None) -> PingLog:
    """Return the record of pings; without a lease table it has none."""
    return PingLog(RecordTable(Clients(aws, ONE_ATTEMPT), lease_table) if lease_table else None)


def _reader(clients: Clients, calendar: Calendar, log: PingLog) -> ReadLoads:
    """Return a reader of every dimension: the containers are the warmer's, the others are not."""
    containers, capacity = (
        consumption_of(calendar, clients, log),
        ConsumptionSeries(clients, calendar),
    )

    def read(key: Key, start: datetime, end: datetime, /, *, period: int = 1) -> Loads:
        source: ReadLoads = containers if key.dimension == "warm" else capacity
        return source(key, start, end, period=period)

    return read
