"""The Lambda function: each minute it brings slow capacity to the levels of the calendar."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
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
from prescaler.adapters.events import EventPublisher
from prescaler.adapters.lease_store import lease_store
from prescaler.forecaster import Forecaster
from prescaler.model import Failure
from prescaler.parallel import ThreadMap
from prescaler.reconcile.prescaler import Prescaler
from prescaler.reconcile.write_behind import WriteBehindLeaseStore
from prescaler.repeats import Repeats
from prescaler.reporting import changes, report_forecast, report_tick
from prescaler.resources.scaling import ResourceScaling

_SERVICE = "prescaler"


def handler(event: Mapping[str, object], context: object) -> dict[str, Any]:  # noqa: ARG001 (Lambda's)
    """Run one tick; the invocation fails only without any calendar.

    Returns:
        `{"at": the instant, "dimensions": [a line for each due dimension]}`.
    """
    application = _application(environment())
    tick = begin(event, application.source, _SERVICE, datetime.now(UTC))
    report = application.prescaler.reconcile(application.forecast(tick), tick.at)
    repeated = application.repeats.of(report.results)
    lines = report_tick(report, application.logger, tick.calendar.digest, repeated)
    application.announce(changes(report, tick.calendar.digest, repeated))
    return {"at": tick.at.isoformat(), "dimensions": lines}


@dataclass(frozen=True, slots=True)
class _Application:
    """The objects kept between invocations."""

    source: Source
    prescaler: Prescaler
    logger: Logger
    events: EventPublisher | None
    forecaster: Forecaster
    repeats: Repeats = field(default_factory=Repeats)

    def forecast(self, tick: Tick) -> Calendar:
        """The tick's calendar, with learned demand for targets with `demand: auto`."""
        view = self.forecaster.view(tick.calendar, tick.at)
        report_forecast(view, self.logger)
        return view.calendar

    def announce(self, changed: list[dict[str, Any]]) -> None:
        """Send events; a lost event is counted and logged, and the change stays."""
        if self.events is None:
            return
        try:
            self.events.send(changed)
        except Failure as failure:
            publish({"Service": _SERVICE}, counts={"EventsLost": 1})
            self.logger.warning(failure.outcome.message, extra={"outcome": failure.outcome.code})


@lru_cache(maxsize=1)  # the environment of a Lambda process does not change
def _application(variables: frozenset[tuple[str, str]]) -> _Application:
    named = dict(variables)
    config = named.get("KICKOFF_CONFIG", "config.yaml")
    table = named.get("KICKOFF_LEASE_TABLE")
    aws, threads = Aws(), ThreadMap(CALLS_AT_ONCE)
    clients = Clients(aws)
    leases = WriteBehindLeaseStore(lease_store(clients, table, config))
    prescaler = Prescaler(ResourceScaling(clients, threads), leases, threads)
    bus = named.get("KICKOFF_EVENT_BUS")
    events = EventPublisher(Clients(aws), bus) if bus else None
    source, logger = deployed(named, aws), make_logger(_SERVICE)
    return _Application(source, prescaler, logger, events, Forecaster(aws, table))
