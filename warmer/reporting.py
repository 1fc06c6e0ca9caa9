"""The report of a tick for each function: metrics, a log line, an entry of the answer."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from aws_lambda_powertools import Logger

from kickoff.observability import publish
from warmer.model import WarmingResult
from warmer.plan.shards import Shard

SERVICE = "warmer"


def publish_result(result: WarmingResult, shard: Shard | None = None) -> None:
    """Publish the metrics of one function.

    - WarmDistinct counts only containers that guards proved; a wave without pings has none.
      WarmBusy are those that live requests are inferred to keep busy; they are no shortfall.
    - Without a guard only the cold starts that logs prove are published.
    - The invocation that requests shards publishes WarmRequested and WarmBusy. The shards publish
      WarmDistinct. So the sum of the first less those of the others is the shortfall, lost shards
      included.
    - WindowShortfall sums all functions while a fixture needs them. An alarm watches it.
    - A function for which no containers are requested publishes nothing.
    - While no fixture needs the function, its times are not published, and of its troubles only
      those that happened: CloudWatch charges each metric for each hour with a value.
    """
    report, in_window = result.report, bool(result.warming.because)
    if not report.requested:
        return
    containers: dict[str, int] = {}
    troubles = {
        "PingThrottled": sum(report.throttled.values()),
        "PingErrors": report.function_errors + sum(report.errors.values()),
        "PingTimeouts": report.timeouts + report.unknown,
    }
    if shard is None:
        containers["WarmRequested"] = report.requested
        if report.busy or in_window:
            containers["WarmBusy"] = report.busy
    if report.logged or not report.inferred:
        troubles["ColdStarts"] = report.cold
    if not report.inferred and (shard is None or shard.last):
        troubles["WarmShortfall"] = report.shortfall
        if in_window:
            publish({"Service": SERVICE}, counts={"WindowShortfall": report.shortfall})
        if report.sent and not report.shards:
            containers["WarmDistinct"] = report.distinct
    times = {"WaveSpread": report.spread_ms, "HoldTime": report.hold_ms}
    publish(
        {"Function": result.warming.function.label},
        counts=containers | {each: n for each, n in troubles.items() if n or in_window},
        milliseconds=times if in_window and not report.shards else {},
    )


def log_fields(result: WarmingResult, configuration: str) -> dict[str, object]:
    """Return the fields of a log line. `from` counts warm containers; None without proof."""
    report = result.report
    return {
        "target": result.warming.target,
        "from": None if report.inferred else report.distinct - report.cold,
        "to": result.warming.count,
        "busy": report.busy,
        "versions": report.versions,
        "because": result.warming.because,
        "outcome": result.code,
        "reason": result.reason,
        "configuration": configuration,
    }


def log_result(logger: Logger, result: WarmingResult, fields: Mapping[str, object]) -> None:
    """Write the log line of one function or shard; of level ERROR if a person has to act."""
    if result.code.is_error:
        logger.error("not warmed", extra=dict(fields))
    else:
        logger.info("shard" if "shard" in fields else "warmed", extra=dict(fields))


def answer_entry(result: WarmingResult) -> dict[str, Any]:
    """Return one function's entry in the answer of the invocation."""
    warming = result.warming
    return {
        "target": warming.target,
        "function": warming.function.label,
        "because": list(warming.because),
        "outcome": result.code.value,
        "reason": result.reason,
    } | asdict(result.report)
