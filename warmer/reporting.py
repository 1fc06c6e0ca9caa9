"""What a tick leaves behind of each function: metrics, a log line, an entry of the answer."""

from dataclasses import asdict
from typing import Any

from kickoff.observability import publish
from warmer.model import WarmingResult
from warmer.plan.shards import Shard

SERVICE = "warmer"


def publish_result(result: WarmingResult, shard: Shard | None = None) -> None:
    """The metrics of one function; without a guard nothing is claimed but what its logs prove.

    What live requests are inferred to keep busy counts as warm, or it would pass for a shortfall.
    What is asked of shards is published as requested by whoever asks, and what they find by them:
    the sum of WarmRequested less that of WarmDistinct is the shortfall, lost shards and all.
    WindowShortfall is that of all functions, while a fixture asks for them: what an alarm looks at.
    """
    report = result.report
    counts = {
        "PingThrottled": sum(report.throttled.values()),
        "PingErrors": report.function_errors + sum(report.errors.values()),
        "PingTimeouts": report.timeouts + report.unknown,
    }
    if shard is None:
        counts["WarmRequested"] = report.requested
    if report.logged or not report.inferred:
        counts["ColdStarts"] = report.cold
    if not report.inferred and (shard is None or shard.last):
        counts["WarmShortfall"] = report.shortfall
        if result.warming.because:
            publish({"Service": SERVICE}, counts={"WindowShortfall": report.shortfall})
        if report.busy or not report.shards:
            counts["WarmDistinct"] = report.distinct + report.busy
    times = {"WaveSpread": report.spread_ms, "HoldTime": report.hold_ms}
    publish(
        {"Function": result.warming.function.label},
        counts=counts,
        milliseconds={} if report.shards else times,
    )


def decision(result: WarmingResult, configuration: str) -> dict[str, object]:
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
        "configuration": configuration,
    }


def entry(result: WarmingResult) -> dict[str, Any]:
    """One function in the invocation's answer."""
    warming, outcome = result.warming, result.outcome
    return {
        "target": warming.target,
        "function": warming.function.label,
        "because": list(warming.because),
        "outcome": outcome.code.value,
        "reason": outcome.reason,
    } | asdict(result.report)
