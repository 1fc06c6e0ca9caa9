"""The warming function: every minute, warm what is due."""

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, Protocol

from aws_lambda_powertools import Logger

from kickoff.aws import Aws
from kickoff.environment import environment
from kickoff.observability import make_logger, publish
from kickoff.source import Source
from kickoff.tick import Tick, begin
from warmer import plan
from warmer.adapters.endpoint import Endpoints
from warmer.adapters.limits import Limits
from warmer.adapters.transport import Transport
from warmer.gate import Gate
from warmer.model import Result
from warmer.wave import Waves

SERVICE = "warmer"
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
    waves: Waves
    gate: Gate
    logger: Logger


@cache
def _application(variables: frozenset[tuple[str, str]]) -> _Application:
    calendar = dict(variables).get("KICKOFF_CONFIG", "config.yaml")
    aws = Aws()
    waves = Waves(Endpoints(aws), Transport())
    return _Application(Source(calendar), waves, Gate(Limits(aws)), make_logger(SERVICE))


def handler(event: Mapping[str, object], context: Context) -> dict[str, Any]:
    """Warm every function that is due, and report.

    Raises:
        ConfigError: There is no calendar, and there never was.
        NothingWarmedError: Functions were due, and none could be invoked at all.
    """
    deadline = time.time() + context.get_remaining_time_in_millis() / 1000 - REPORTING_S
    app = _application(environment())
    tick = begin(event, app.source, SERVICE, datetime.now(UTC))
    patience = LOOKING * (deadline - time.time())
    permits, missing = app.gate.admit(list(plan.due(tick.calendar, tick.at)), tick.at, patience)
    for permission in missing:
        app.logger.warning("cautious", extra={"missing": permission, "reason": CAUTIOUS})
    let = [replace(permit.warming, count=permit.pings) for permit in permits if permit.pings]
    results = app.gate.settle(permits, app.waves.run(let, deadline), tick.at)
    for result in results:
        _publish(result)
        app.logger.info("warmed", extra=_decision(result, tick))
    errors = sum(result.outcome.code.is_error for result in results)
    publish({"Service": SERVICE}, counts={"TargetErrors": errors})
    if results and errors == len(results) and not any(r.report.reached for r in results):
        raise NothingWarmedError("; ".join(_sentence(result) for result in results))
    return {"at": tick.at.isoformat(), "functions": [_entry(result) for result in results]}


def _publish(result: Result) -> None:
    """The metrics of one function; without a guard nothing is proven, so nothing is claimed.

    What live requests are inferred to keep busy counts as warm, or it would pass for a shortfall.
    """
    report = result.report
    counts = {
        "WarmRequested": report.requested,
        "PingThrottled": sum(report.throttled.values()),
        "PingErrors": report.function_errors + sum(report.errors.values()),
        "PingTimeouts": report.timeouts + report.unknown,
    }
    if not report.inferred:
        counts |= {
            "WarmDistinct": report.distinct + report.busy,
            "WarmShortfall": report.shortfall,
            "ColdStarts": report.cold,
        }
    publish(
        {"Function": result.warming.function.label},
        counts=counts,
        milliseconds={"WaveSpread": report.spread_ms, "HoldTime": report.hold_ms},
    )


def _decision(result: Result, tick: Tick) -> dict[str, object]:
    """The log line's fields; `from` is what was warm already, None where nothing proves it."""
    report = result.report
    return {
        "target": result.warming.target,
        "from": None if report.inferred else report.distinct - report.cold,
        "to": result.warming.count,
        "busy": report.busy,
        "because": result.warming.because,
        "outcome": result.outcome.code,
        "reason": result.outcome.reason,
        "configuration": tick.calendar.digest,
    }


def _entry(result: Result) -> dict[str, Any]:
    """One function in the invocation's answer."""
    warming, outcome = result.warming, result.outcome
    return {
        "target": warming.target,
        "function": warming.function.label,
        "because": list(warming.because),
        "outcome": outcome.code.value,
        "reason": outcome.reason,
    } | asdict(result.report)


def _sentence(result: Result) -> str:
    return f"{result.warming.function.label}: {result.outcome.reason}"
