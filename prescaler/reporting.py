"""The report of a tick: forecasts, metrics, a log line for each decision, the handler's answer."""

from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from aws_lambda_powertools import Logger

from kickoff.forecast.forecaster import CalendarForecast
from kickoff.observability import publish
from prescaler.model import Capacity, Code, Dimension, Limits
from prescaler.plan.readiness import decreases_left
from prescaler.plan.watch import is_watched
from prescaler.reconcile.executors import DecisionResult
from prescaler.reconcile.prescaler import TickReport
from prescaler.repeats import summary

_NONE: Mapping[Dimension, Code] = MappingProxyType({})


def report_forecast(forecast: CalendarForecast, logger: Logger) -> None:
    """Publish a minute's forecasts beside the consumption, and log each fallback."""
    if forecast.minimums:
        counts = {"ForecastFallbacks": len(forecast.fallbacks)}
        publish({"Service": "prescaler"}, counts=counts)
    for each in forecast.fallbacks:
        extra = {"outcome": each.reason, "reason": each.message}
        logger.warning("the written numbers hold", extra=extra)
    for dimensions, metrics in forecast.metrics():
        publish(dimensions, counts=metrics)


def report_tick(
    report: TickReport,
    logger: Logger,
    configuration: str,
    repeated: Mapping[Dimension, Code] = _NONE,
) -> list[dict[str, Any]]:
    """Publish and log every result; return one JSON line for each.

    `configuration` is the hash of the calendar. Of `repeated` dimensions the log has the number,
    and audits publish their metrics.
    """
    for trouble in report.troubles:
        logger.error(trouble.message, extra={"outcome": trouble.code})
    if report.pause is not None:
        message = f"paused: nothing is changed; {report.pause.ends_with} resumes"
        until = report.pause.until and report.pause.until.isoformat()
        logger.warning(message, extra={"until": until, "by": report.pause.by})
    _publish_sums(report)
    if repeated:
        logger.warning(summary(repeated))
    lines = []
    for result in report.results:
        is_repeated = result.inputs.dimension in repeated
        if _is_published(result) and (not is_repeated or _is_audited(result)):
            _publish(result, report.now)
        fields, outcome = line(result), result.outcome
        if not is_repeated:
            log = logger.error if outcome.code.is_error else logger.info
            log(outcome.message, extra={**fields, "configuration": configuration})
        lines.append({**fields, "message": outcome.message})
    return lines


def changes(
    report: TickReport, configuration: str, repeated: Collection[Dimension] = ()
) -> list[dict[str, Any]]:
    """The changes of a tick with their outcomes, failed ones included, as JSON lines."""
    return [
        {**line(result), "message": result.outcome.message, "configuration": configuration}
        for result in report.results
        if result.decision.change and result.inputs.dimension not in repeated
    ]


def line(result: DecisionResult) -> dict[str, Any]:
    """The fields of a result, without its message."""
    decision, inputs = result.decision, result.inputs
    live = decision.inputs.observed.limits
    capacity = inputs.observed.capacity
    minimum = live.minimum if isinstance(live, Limits) else None
    return {
        **inputs.dimension.key._asdict(),
        "action": decision.action,
        "from": minimum,
        "to": decision.change.to.minimum if decision.change else minimum,
        "because": [fixture.name for fixture in inputs.fixtures],
        "reason": decision.reason,
        "desired": inputs.desired,
        "kind": inputs.observed.kind_name,
        "provisioned": capacity.provisioned if isinstance(capacity, Capacity) else None,
        "outcome": result.outcome.code,
    }


def _publish_sums(report: TickReport) -> None:
    """Publish the sums of a tick, without target and dimension.

    They cost the same for any number of targets, and an alarm on them can be set before any target
    exists. CloudWatch charges each metric for each hour with a value. So only `TargetErrors` is
    published in every tick, and `UnreadyFixtures` in each that publishes a dimension.
    """
    results = report.results
    failed = sum(result.outcome.code.is_error for result in results)
    counts = {"TargetErrors": failed + len(report.troubles)}
    if any(map(_is_published, results)):
        counts["UnreadyFixtures"] = sum(len(result.unready) for result in results)
    if report.pause is not None:
        counts["Paused"] = 1
    if drifting := sum(map(_drifts, results)):
        counts["Drift"] = drifting
    counted = (_left_after_a_decrease(each, report.now) for each in results)
    if left := [each for each in counted if each is not None]:
        counts["DecreasesLeft"] = min(left)
    publish({"Service": "prescaler"}, counts=counts)


def _left_after_a_decrease(result: DecisionResult, now: datetime) -> int | None:
    """Return the decreases still possible, if AWS counted one in this UTC day."""
    capacity = result.inputs.observed.capacity
    counted = isinstance(capacity, Capacity) and capacity.decreases
    return decreases_left(result.inputs.observed, now) if counted else None


def _is_published(result: DecisionResult) -> bool:
    """Return whether a dimension has metrics of its own now, beside its log line."""
    return bool(is_watched(result.decision) or result.unready or _drifts(result))


def _is_audited(result: DecisionResult) -> bool:
    desired = result.inputs.desired_state
    return desired is not None and desired.audited


def _drifts(result: DecisionResult) -> bool:
    return result.decision.drift or result.outcome.code is Code.DRIFT


def _publish(result: DecisionResult, now: datetime) -> None:
    key, capacity = result.inputs.dimension.key, result.inputs.observed.capacity
    dimensions = {"Target": key.target, "Dimension": key.dimension}
    counts: dict[str, float] = {
        "DesiredCapacity": result.inputs.desired,
        "UnreadyFixtures": len(result.unready),
        "Drift": int(_drifts(result)),
    }
    if isinstance(capacity, Capacity):
        counts["LiveCapacity"] = capacity.provisioned
    left = decreases_left(result.inputs.observed, now)
    if left is not None:
        counts["DecreasesLeft"] = left
    publish(dimensions, counts=counts)
    for margin in result.margins:
        publish(dimensions, counts={"ReadyMargin": margin.minutes})
