"""Learned demand, over AWS: for the handler and for the commands."""

from datetime import datetime

from kickoff.aws.clients import CALLS_AT_ONCE, Clients
from kickoff.aws.sessions import Aws
from kickoff.calendar import Calendar
from kickoff.calendar.loading.files import SourceUnavailableError
from kickoff.calendar.sources.key_values import DynamoKeyValueStore
from kickoff.forecast.forecaster import (
    CalendarForecast,
    DemandForecaster,
    KeyValueStore,
    LearnedDimension,
    LearningFailure,
)
from prescaler.consumption_series import ConsumptionSeries
from prescaler.forecast_targets import acted_on, learned
from prescaler.parallel import ThreadMap


class Forecaster:
    """Learns demand and applies it; it is stored in the lease table, or nowhere without one."""

    def __init__(self, aws: Aws, lease_table: str | None) -> None:
        store: KeyValueStore = DynamoKeyValueStore(aws, lease_table) if lease_table else _Nowhere()
        self._clients = Clients(aws)
        self._forecaster = DemandForecaster(store, ThreadMap(CALLS_AT_ONCE))

    def view(self, calendar: Calendar, at: datetime) -> CalendarForecast:
        """The calendar of a tick, with learned demand for targets with `demand: auto`."""
        self._clients.reset()
        series = ConsumptionSeries(self._clients, calendar)
        return self._forecaster.forecast(calendar, acted_on(calendar), series, at)

    def learn(self, calendar: Calendar, at: datetime) -> list[LearnedDimension | LearningFailure]:
        """Learn the demand of every dimension that a recent fixture needed, once a day."""
        self._clients.reset()
        series = ConsumptionSeries(self._clients, calendar)
        return self._forecaster.learn(learned(calendar, at), series, at)


class _Nowhere:
    """The store without a table: it holds nothing."""

    def recall(self, name: str) -> str | None:
        raise SourceUnavailableError(f"{name} is in no table: name one in KICKOFF_LEASE_TABLE")

    def keep(self, name: str, text: str) -> None:  # noqa: ARG002 (the interface of a store)
        raise SourceUnavailableError(
            f"{name} cannot be stored: name a table in KICKOFF_LEASE_TABLE"
        )
