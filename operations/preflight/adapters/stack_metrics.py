"""The metrics that the deployed functions publish, and those of the last hour."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from kickoff.aws.clients import Clients
from kickoff.aws.metrics import MINUTE_S, Metric, Minutes, read_each_metric
from kickoff.aws.place import Place
from kickoff.observability import NAMESPACE, in_stack
from kickoff.outcome import Outcome
from operations.preflight.adapters.calls import call

_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)


def stack_metric(
    name: str, dimension: str, value: str, statistic: str, period_s: int = MINUTE_S
) -> Metric:
    """Return a metric of this stack with one dimension beside the stack."""
    dimensions = tuple(in_stack({dimension: value}).items())
    return Metric(NAMESPACE, name, dimensions, statistic, period_s)


def last_hour(
    clients: Clients, metrics: Sequence[Metric], now: datetime
) -> Mapping[Metric, Minutes | Outcome] | Outcome:
    """Read the metrics where kickoff runs: each with its minutes or its failure, or one failure."""
    return call(
        f"cloudwatch:GetMetricData of {metrics[0].name}",
        lambda: read_each_metric(clients.cloudwatch(), metrics, now - _HOUR, now + _MINUTE),
        partial(clients.calling, Place()),
    )


def all_read(values: Sequence[Minutes | Outcome]) -> list[Minutes] | Outcome:
    """Return the values of several metrics, or the first failure among them."""
    failed = next((each for each in values if isinstance(each, Outcome)), None)
    return failed or [each for each in values if not isinstance(each, Outcome)]
