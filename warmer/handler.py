"""The warming function: once a minute it warms the functions that are due."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import Any, Protocol

from aws_lambda_powertools import Logger

from kickoff.aws.clients import Clients
from kickoff.aws.sessions import ONE_ATTEMPT, Aws
from kickoff.calendar.sources import Source
from kickoff.calendar.sources.key_values import DynamoKeyValueStore
from kickoff.deployment import deployed
from kickoff.environment import environment
from kickoff.forecast.forecaster import DemandForecaster
from kickoff.observability import make_logger, publish
from kickoff.tick import begin
from warmer.adapters.ping_log import PingLog
from warmer.adapters.records import RecordTable
from warmer.adapters.stop_order import StopOrder
from warmer.application import Warmer
from warmer.clock import SystemClock
from warmer.learned_demand import LearnedDemand, with_learned_demand
from warmer.model import WarmingResult
from warmer.plan import schedule
from warmer.plan.shards import Shard, shard_of
from warmer.reporting import SERVICE, answer_entry, log_fields, log_result, publish_result
from warmer.waves.sender import MOST_WAVES

# The seconds of an invocation that are kept for reporting.
REPORTING_S = 2
# The share of an invocation that reading limits may take.
READING_SHARE = 0.25
MISSING_PERMISSION = "without this permission too few pings or too many may be sent; allow it"


class LambdaContext(Protocol):
    """The part of a Lambda context that the handler uses."""

    def get_remaining_time_in_millis(self) -> int:
        """Return the milliseconds until Lambda ends the invocation."""


class NothingWarmedError(Exception):
    """Functions were due, and none of them could be invoked."""


@dataclass(frozen=True, slots=True)
class _WarmerApplication:
    """The objects that are kept between invocations."""

    clock: SystemClock
    source: Source
    warmer: Warmer
    logger: Logger
    learned: LearnedDemand | None
    stop: StopOrder | None


@lru_cache(maxsize=1)  # Lambda does not change the environment of a running process
def _application(variables: frozenset[tuple[str, str]]) -> _WarmerApplication:
    settings, aws, clock = dict(variables), Aws(), SystemClock()
    name, most_waves = settings.get("AWS_LAMBDA_FUNCTION_NAME"), _most_waves(settings)
    table, clients = settings.get("KICKOFF_LEASE_TABLE") or None, Clients(aws, ONE_ATTEMPT)
    records = RecordTable(clients, table) if table else None
    return _WarmerApplication(
        clock=clock,
        source=deployed(settings, aws),
        warmer=Warmer(
            aws,
            clock,
            own_function=name,
            records=records,
            most_waves=most_waves,
        ),
        logger=make_logger(SERVICE),
        learned=_learned_demand(aws, table, PingLog(records)) if table else None,
        stop=StopOrder(clients, table) if table else None,
    )


def _learned_demand(aws: Aws, table: str, log: PingLog) -> LearnedDemand:
    return LearnedDemand(DemandForecaster(DynamoKeyValueStore(aws, table)), Clients(aws), log)


def _most_waves(settings: Mapping[str, str]) -> int:
    written = settings.get("KICKOFF_WAVES", str(MOST_WAVES))
    if not re.fullmatch("[1-9]", written):
        raise ValueError(f"KICKOFF_WAVES is {written!r}: give the most waves of a function, 1 to 9")
    return int(written)


def handler(event: Mapping[str, object], context: LambdaContext) -> dict[str, Any]:
    """Warm every function that is due, and report.

    Raises:
        ConfigError: There is no calendar, and there never was one.
        NothingWarmedError: Functions were due, and none of them could be invoked.
    """
    app = _application(environment())
    now = app.clock.time()
    deadline = now + context.get_remaining_time_in_millis() / 1000 - REPORTING_S
    if (shard := shard_of(event)) is not None:
        return _send_shard(app, shard, deadline)
    tick = begin(event, app.source, SERVICE, datetime.fromtimestamp(now, UTC))
    if app.stop is not None and _is_stopped(app.stop, tick.at, app.logger):
        return {"at": tick.at.isoformat(), "functions": []}
    timeout_s = READING_SHARE * (deadline - app.clock.time())
    calendar = with_learned_demand(app.learned, tick, app.logger)
    moved = app.warmer.moved(list(schedule.wanted(calendar, tick.at)), tick.at, timeout_s)
    due = partial(schedule.due, calendar, moved={tick.at: moved})
    permits, missing = app.warmer.permits(due, tick.at, timeout_s)
    for permission in missing:
        extra = {"missing": permission, "reason": MISSING_PERMISSION}
        app.logger.warning("a permission is missing", extra=extra)
    results = app.warmer.send(permits, tick.at, deadline, tick.calendar.digest)
    _report_unrecorded(app)
    return {"at": tick.at.isoformat(), "functions": _report(app, results, tick.calendar.digest)}


def _is_stopped(stop: StopOrder, at: datetime, logger: Logger) -> bool:
    """Report a person's order to stop, and an order that cannot be read."""
    by = stop.by(at)
    if stop.unread is not None:
        extra = {"reason": stop.unread, "stopped_by": by}
        logger.warning("the order to stop cannot be read; the last answer holds", extra=extra)
    if by is None:
        return False
    logger.warning("stopped: no ping is sent; kickoff start resumes", extra={"by": by})
    publish({"Service": SERVICE}, counts={"Paused": 1, "TargetErrors": 0})
    return True


def _report(
    app: _WarmerApplication, results: list[WarmingResult], configuration: str
) -> list[dict[str, Any]]:
    """Publish and log all results. Raise NothingWarmedError if no function was reached."""
    for result in results:
        publish_result(result)
        log_result(app.logger, result, log_fields(result, configuration))
    errors = sum(result.code.is_error for result in results)
    publish({"Service": SERVICE}, counts={"TargetErrors": errors})
    if results and errors == len(results) and not any(r.report.reached for r in results):
        reasons = (f"{each.warming.function.label}: {each.reason}" for each in results)
        raise NothingWarmedError("; ".join(reasons))
    return [answer_entry(result) for result in results]


def _report_unrecorded(app: _WarmerApplication) -> None:
    """Report pings that other warmers do not know of."""
    if reason := app.warmer.unrecorded:
        app.logger.warning("pings have no record", extra={"reason": reason})
        publish({"Service": SERVICE}, counts={"UnrecordedTicks": 1})


def _send_shard(app: _WarmerApplication, shard: Shard, deadline: float) -> dict[str, Any]:
    """Send the part of a wave that another invocation requested, and report it."""
    result = app.warmer.send_shard(shard, deadline)
    _report_unrecorded(app)
    publish_result(result, shard)
    fields = log_fields(result, shard.configuration)
    log_result(app.logger, result, fields | {"shard": f"{shard.index + 1} of {shard.of}"})
    return answer_entry(result)
