"""Learned demand over AWS."""

from datetime import datetime

from kickoff.aws.clients import CALLS_AT_ONCE, Clients
from kickoff.aws.sessions import Aws
from kickoff.calendar import Calendar
from kickoff.calendar.loading.files import SourceUnavailableError
from kickoff.calendar.sources.key_values import DynamoKeyValueStore
from kickoff.forecast.forecaster import (
    RECENT,
    CalendarForecast,
    DemandForecaster,
    KeyValueStore,
)
from prescaler.consumption_series import ConsumptionSeries
from prescaler.forecast_targets import automatic_targets
from prescaler.parallel import ThreadMap


class Forecaster:
    """Applies the learned demand of the lease table to the calendar of a tick."""

    def __init__(self, aws: Aws, lease_table: str | None) -> None:
        self._clients = Clients(aws)
        self._forecaster = demand_forecaster(aws, lease_table)

    def view(self, calendar: Calendar, at: datetime) -> CalendarForecast:
        """Return the calendar of a tick, with learned demand for targets with `demand: auto`."""
        self._clients.begin_tick()
        targets = automatic_targets(calendar)
        series = ConsumptionSeries(self._clients, calendar)
        series.prefetch([each.key for each in targets], at - RECENT, at)
        return self._forecaster.forecast(calendar, targets, series, at)


def demand_forecaster(aws: Aws, lease_table: str | None) -> DemandForecaster:
    """Return the forecaster that stores in the lease table; without one it cannot store."""
    store: KeyValueStore = DynamoKeyValueStore(aws, lease_table) if lease_table else _NoStore()
    return DemandForecaster(store, ThreadMap(CALLS_AT_ONCE))


class _NoStore:
    """The store without a lease table: each call fails."""

    def recall(self, name: str) -> str | None:
        raise SourceUnavailableError(f"{name} is in no table: name one in KICKOFF_LEASE_TABLE")

    def keep(self, name: str, text: str) -> None:  # noqa: ARG002 (the interface of a store)
        raise SourceUnavailableError(
            f"{name} cannot be stored: name a table in KICKOFF_LEASE_TABLE"
        )
