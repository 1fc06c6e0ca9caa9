"""The warming function: every minute, warm what is due."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import Any, Protocol

from aws_lambda_powertools import Logger

from kickoff.aws.sessions import Aws
from kickoff.calendar.sources import Source
from kickoff.calendar.sources.key_values import DynamoKeyValueStore
from kickoff.deployment import deployed
from kickoff.environment import environment
from kickoff.forecast.forecaster import DemandForecaster
from kickoff.observability import make_logger, publish
from kickoff.tick import begin
from warmer.adapters.demand import Demand
from warmer.application import Warmer
from warmer.foresight import foresee
from warmer.model import Result
from warmer.plan import schedule
from warmer.plan.shards import Shard, asked
from warmer.reporting import SERVICE, decision, entry, publish_result
from warmer.waves.wave import MOST_WAVES

# Kept of an invocation's time to report in.
REPORTING_S = 2
# The share of it that may go into looking at limits.
LOOKING = 0.25
CAUTIOUS = "without it limits and use are guessed: fewer pings may be sent, or too many; allow it"


class Context(Protocol):
    """What is used of a Lambda context."""

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until Lambda ends the invocation."""


class NothingWarmedError(Exception):
    """Not one function that was due could be invoked at all."""


@dataclass(frozen=True, slots=True)
class _Application:
    """What is kept between invocations."""

    source: Source
    warmer: Warmer
    logger: Logger
    demand: Demand
    foresight: DemandForecaster | None


@lru_cache(maxsize=1)  # Lambda changes the environment of no process
def _application(variables: frozenset[tuple[str, str]]) -> _Application:
    settings, aws = dict(variables), Aws()
    ourselves, most_waves = settings.get("AWS_LAMBDA_FUNCTION_NAME"), _most_waves(settings)
    warmer = Warmer(aws, ourselves=ourselves, most_waves=most_waves)
    table = settings.get("KICKOFF_LEASE_TABLE")
    foresight = DemandForecaster(DynamoKeyValueStore(aws, table)) if table else None
    source, logger = deployed(settings, aws), make_logger(SERVICE)
    return _Application(source, warmer, logger, Demand(aws), foresight)


def _most_waves(settings: Mapping[str, str]) -> int:
    written = settings.get("KICKOFF_WAVES", str(MOST_WAVES))
    if not re.fullmatch("[1-9]", written):
        raise ValueError(f"KICKOFF_WAVES is {written!r}: give the most waves a function, 1 to 9")
    return int(written)


def handler(event: Mapping[str, object], context: Context) -> dict[str, Any]:
    """Warm every function that is due, and report.

    Raises:
        ConfigError: There is no calendar, and there never was.
        NothingWarmedError: Functions were due, and none could be invoked at all.
    """
    deadline = time.time() + context.get_remaining_time_in_millis() / 1000 - REPORTING_S
    app = _application(environment())
    if (shard := asked(event)) is not None:
        return _run_shard(app, shard, deadline)
    tick = begin(event, app.source, SERVICE, datetime.now(UTC))
    patience = LOOKING * (deadline - time.time())
    calendar = foresee(app.foresight, app.demand, tick, app.logger)
    permits, missing = app.warmer.look(partial(schedule.due, calendar), tick.at, patience)
    for permission in missing:
        app.logger.warning("cautious", extra={"missing": permission, "reason": CAUTIOUS})
    results = app.warmer.warm(permits, tick.at, deadline, tick.calendar.digest)
    for result in results:
        publish_result(result)
        app.logger.info("warmed", extra=decision(result, tick.calendar.digest))
    errors = sum(result.outcome.code.is_error for result in results)
    publish({"Service": SERVICE}, counts={"TargetErrors": errors})
    if results and errors == len(results) and not any(r.report.reached for r in results):
        raise NothingWarmedError("; ".join(_sentence(result) for result in results))
    return {"at": tick.at.isoformat(), "functions": [entry(result) for result in results]}


def _run_shard(app: _Application, shard: Shard, deadline: float) -> dict[str, Any]:
    """A part of a wave that another invocation asked for."""
    result = app.warmer.shard(shard, deadline)
    publish_result(result, shard)
    told = decision(result, shard.configuration)
    app.logger.info("shard", extra=told | {"shard": f"{shard.index + 1} of {shard.of}"})
    return entry(result)


def _sentence(result: Result) -> str:
    return f"{result.warming.function.label}: {result.outcome.reason}"
