"""Structured log lines, and CloudWatch metrics in EMF, both on standard output."""

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


def publish(
    dimensions: Mapping[str, str],
    *,
    counts: Mapping[str, float] | None = None,
    milliseconds: Mapping[str, float] | None = None,
    seconds: Mapping[str, float] | None = None,
) -> None:
    """Write one EMF line: metrics with the same dimensions, each in its unit."""
    metrics = EphemeralMetrics(namespace=NAMESPACE)
    for dimension, value in dimensions.items():
        metrics.add_dimension(dimension, value)
    for unit, values in (
        (MetricUnit.Count, counts),
        (MetricUnit.Milliseconds, milliseconds),
        (MetricUnit.Seconds, seconds),
    ):
        for name, measured in (values or {}).items():
            metrics.add_metric(name, unit, measured)
    metrics.flush_metrics()
