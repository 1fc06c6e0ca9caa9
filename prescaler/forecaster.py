"""Learned demand over AWS: for the handler, and for the commands that do as it does."""

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
from prescaler.adapters.series import Series
from prescaler.crew import ThreadMap
from prescaler.plan.foresight import acted_on, learned


class Forecaster:
    """What was learned is kept in the lease table; without one nothing is."""

    def __init__(self, aws: Aws, lease_table: str | None) -> None:
        memo: KeyValueStore = DynamoKeyValueStore(aws, lease_table) if lease_table else _Nowhere()
        self._clients = Clients(aws)
        self._foresight = DemandForecaster(memo, ThreadMap(CALLS_AT_ONCE))

    def view(self, calendar: Calendar, at: datetime) -> CalendarForecast:
        """The calendar as a tick should see it, with learned demand where targets ask for it."""
        self._clients.reset()
        series = Series(self._clients, calendar)
        return self._foresight.forecast(calendar, acted_on(calendar), series, at)

    def learn(self, calendar: Calendar, at: datetime) -> list[LearnedDimension | LearningFailure]:
        """What the daily event does: every dimension that a fixture asked of lately."""
        self._clients.reset()
        series = Series(self._clients, calendar)
        return self._foresight.learn(learned(calendar, at), series, at)


class _Nowhere:
    """No table to keep anything in."""

    def recall(self, name: str) -> str | None:
        raise SourceUnavailableError(f"{name} is in no table; name one in KICKOFF_LEASE_TABLE")

    def keep(self, name: str, text: str) -> None:  # noqa: ARG002 (the face of a memo)
        raise SourceUnavailableError(
            f"{name} has no table to be kept in; name one in KICKOFF_LEASE_TABLE"
        )
