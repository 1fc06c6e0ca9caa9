"""Structured log lines, and CloudWatch metrics in EMF, both on standard output."""

import os
import sys
from collections.abc import Mapping
from logging import Handler, LogRecord

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

NAMESPACE = "Kickoff"


class _StandardOutput(Handler):
    """Writes to the standard output at the time of the line, so that it can be replaced."""

    def emit(self, record: LogRecord) -> None:
        sys.stdout.write(self.format(record) + "\n")


def make_logger(service: str) -> Logger:
    """Return a logger of JSON lines. `service` is `warmer` or `prescaler`."""
    return Logger(service=service, logger_handler=_StandardOutput())


def in_stack(dimensions: Mapping[str, str]) -> dict[str, str]:
    """Return the dimensions of a metric of this stack: with `Stack`, if `KICKOFF_STACK` names it.

    One stack's heartbeat must not silence the alarm of another in the same account.
    """
    stack = os.environ.get("KICKOFF_STACK")
    return {"Stack": stack, **dimensions} if stack else dict(dimensions)


def publish(
    dimensions: Mapping[str, str],
    *,
    counts: Mapping[str, float] | None = None,
    milliseconds: Mapping[str, float] | None = None,
    seconds: Mapping[str, float] | None = None,
) -> None:
    """Write one EMF line: metrics with the same dimensions, each in its unit.

    A deployed function adds the dimension `Stack`.
    """
    metrics = EphemeralMetrics(namespace=NAMESPACE)
    for dimension, value in in_stack(dimensions).items():
        metrics.add_dimension(dimension, value)
    for unit, values in (
        (MetricUnit.Count, counts),
        (MetricUnit.Milliseconds, milliseconds),
        (MetricUnit.Seconds, seconds),
    ):
        for name, measured in (values or {}).items():
            metrics.add_metric(name, unit, measured)
    metrics.flush_metrics()
