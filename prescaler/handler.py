"""The Lambda function: every minute, what the calendar wants of slow capacity is made true."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from aws_lambda_powertools import Logger

from kickoff.aws.clients import CALLS_AT_ONCE, Clients
from kickoff.aws.sessions import Aws
from kickoff.calendar import Calendar
from kickoff.calendar.sources import Source
from kickoff.deployment import deployed
from kickoff.environment import environment
from kickoff.observability import make_logger, publish
from kickoff.tick import Tick, begin
from prescaler.adapters.events import Events
from prescaler.adapters.lease_file import LeaseFile
from prescaler.adapters.lease_table import LeaseTable
from prescaler.adapters.scaling import AwsScaling
from prescaler.crew import ThreadMap
from prescaler.forecast_report import tell_learned, tell_view
from prescaler.forecaster import Forecaster
from prescaler.model import Failure
from prescaler.reconcile.prescaler import Prescaler
from prescaler.reconcile.remembered import WriteBehindLeaseStore
from prescaler.reporting import changes, tell

_SERVICE = "prescaler"


def handler(event: Mapping[str, object], context: object) -> dict[str, Any]:  # noqa: ARG001 (Lambda's)
    """One tick; an invocation fails only if there is no calendar to go by.

    An event with `learn` is the daily one: it learns what fixtures ask, and touches nothing.

    Returns:
        `{"at": the instant, "dimensions": [a line for each touched dimension]}`, or
        `{"at": ..., "learned": [a line for each profile of each dimension]}`.
    """
    application = _application(environment())
    tick = begin(event, application.source, _SERVICE, datetime.now(UTC))
    if event.get("learn"):
        return application.learn(tick)
    report = application.prescaler.reconcile(application.foresee(tick), tick.at)
    lines = tell(report, application.logger, tick.calendar.digest)
    application.announce(changes(report, tick.calendar.digest))
    return {"at": tick.at.isoformat(), "dimensions": lines}


def connect(config: str, lease_table: str | None) -> Prescaler:
    """The prescaler over AWS; without a lease table, leases are a file beside the calendar."""
    clients = Clients(Aws())
    crew = ThreadMap(CALLS_AT_ONCE)
    beside = Path() if "://" in config else Path(config).parent
    leases = (
        LeaseTable(clients, lease_table)
        if lease_table
        else LeaseFile(beside / ".kickoff-leases.json")
    )
    return Prescaler(AwsScaling(clients, crew), WriteBehindLeaseStore(leases), crew)


@dataclass(frozen=True, slots=True)
class _Application:
    """What is kept between invocations."""

    source: Source
    prescaler: Prescaler
    logger: Logger
    events: Events | None
    forecaster: Forecaster

    def foresee(self, tick: Tick) -> Calendar:
        """The tick's calendar, with learned demand where targets ask for it."""
        view = self.forecaster.view(tick.calendar, tick.at)
        tell_view(view, self.logger)
        return view.calendar

    def learn(self, tick: Tick) -> dict[str, Any]:
        """The daily event."""
        found = self.forecaster.learn(tick.calendar, tick.at)
        lines = tell_learned(found, self.logger, tick.calendar.digest)
        return {"at": tick.at.isoformat(), "learned": lines}

    def announce(self, changed: list[dict[str, Any]]) -> None:
        """Send events; one that is lost is counted and told, the change stands."""
        if self.events is None:
            return
        try:
            self.events.tell(changed)
        except Failure as failure:
            publish({"Service": _SERVICE}, counts={"EventsLost": 1})
            self.logger.warning(failure.outcome.message, extra={"outcome": failure.outcome.code})


@lru_cache(maxsize=1)  # Lambda changes the environment of no process
def _application(variables: frozenset[tuple[str, str]]) -> _Application:
    named = dict(variables)
    config = named.get("KICKOFF_CONFIG", "config.yaml")
    table = named.get("KICKOFF_LEASE_TABLE")
    prescaler, aws = connect(config, table), Aws()
    bus = named.get("KICKOFF_EVENT_BUS")
    events = Events(Clients(aws), bus) if bus else None
    source, logger = deployed(named, aws), make_logger(_SERVICE)
    return _Application(source, prescaler, logger, events, Forecaster(aws, table))
