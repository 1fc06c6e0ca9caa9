"""What a tick tells: metrics, a log line for each decision, and the report it returns."""

from typing import Any

from aws_lambda_powertools import Logger

from kickoff.observability import publish
from prescaler.model import Capacity, Limits
from prescaler.plan.readiness import decreases_left
from prescaler.reconcile.executors import DecisionResult
from prescaler.reconcile.prescaler import TickReport


def tell(report: TickReport, logger: Logger, configuration: str) -> list[dict[str, Any]]:
    """Publish and log every result; returns one JSON-able line for each.

    `configuration` is the hash of the calendar that the decisions rest on.
    """
    for trouble in report.troubles:
        logger.error(trouble.message, extra={"outcome": trouble.code})
    if report.pause is not None:
        said = "paused: nothing is changed; kickoff pause --end goes on"
        logger.warning(said, extra={"until": report.pause.until.isoformat(), "by": report.pause.by})
    failed = sum(result.outcome.code.is_error for result in report.results)
    # Of all targets, for an alarm: one of a single dimension cannot be written before there is one.
    publish(
        {"Service": "prescaler"},
        counts={
            "TargetErrors": failed + len(report.troubles),
            "UnreadyFixtures": sum(len(result.unready) for result in report.results),
            "Paused": int(report.pause is not None),
        },
    )
    lines = []
    for result in report.results:
        _publish(result)
        told, outcome = line(result), result.outcome
        log = logger.error if outcome.code.is_error else logger.info
        log(outcome.message, extra={**told, "configuration": configuration})
        lines.append({**told, "message": outcome.message})
    return lines


def changes(report: TickReport, configuration: str) -> list[dict[str, Any]]:
    """What the tick changed or tried to change, each with what came of it: JSON-able."""
    return [
        {**line(result), "message": result.outcome.message, "configuration": configuration}
        for result in report.results
        if result.decision.change
    ]


def line(result: DecisionResult) -> dict[str, Any]:
    """A result in plain words and numbers, but for its message."""
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


def _publish(result: DecisionResult) -> None:
    key, capacity = result.inputs.dimension.key, result.inputs.observed.capacity
    dimensions = {"Target": key.target, "Dimension": key.dimension}
    counts: dict[str, float] = {
        "DesiredCapacity": result.inputs.desired,
        "UnreadyFixtures": len(result.unready),
        "Drift": int(result.decision.drift),
    }
    if isinstance(capacity, Capacity):
        counts["LiveCapacity"] = capacity.provisioned
    left = decreases_left(result.inputs.observed)
    if left is not None:
        counts["DecreasesLeft"] = left
    publish(dimensions, counts=counts)
    for margin in result.margins:
        publish(dimensions, counts={"ReadyMargin": margin.minutes})
