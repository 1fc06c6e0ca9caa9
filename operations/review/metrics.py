"""The CloudWatch metrics of a dimension: AWS's and kickoff's own."""

from collections.abc import Iterable
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar

from kickoff.aws.clients import Clients
from kickoff.aws.metrics import Metric, Minutes, consumed, of_function, read_metrics, throttled
from kickoff.aws.place import Place
from kickoff.calendar import FunctionTarget, TableTarget
from kickoff.observability import NAMESPACE
from kickoff.timeline import Key

_Each = TypeVar("_Each")


class CapacityMetrics(NamedTuple, Generic[_Each]):
    """One value for each metric of a table or of provisioned concurrency.

    A table has no spillover; its `spillover` equals `throttled`. Margins of several fixtures may
    fall into one minute: `least_margin` and `most_margin`.
    """

    used: _Each
    throttled: _Each
    spillover: _Each
    desired: _Each
    live: _Each
    drift: _Each
    least_margin: _Each
    most_margin: _Each


class WarmMetrics(NamedTuple, Generic[_Each]):
    """One value for each metric of a function that is kept warm."""

    requested: _Each
    warm: _Each
    cold: _Each
    throttled: _Each


def read_at_places(
    clients: Clients, wanted: Iterable[tuple[Place, Metric]], start: datetime, end: datetime
) -> dict[tuple[Place, Metric], Minutes]:
    """Read metrics of targets at their places; kickoff's own metrics where kickoff runs."""
    by_place: dict[Place, dict[Metric, list[Place]]] = {}
    for place, metric in wanted:
        published = Place() if metric.namespace == NAMESPACE else place
        by_place.setdefault(published, {}).setdefault(metric, []).append(place)
    return {
        (place, metric): minutes
        for published, metrics in by_place.items()
        for metric, minutes in read_metrics(
            clients.cloudwatch(published), metrics, start, end
        ).items()
        for place in metrics[metric]
    }


def capacity_metrics(key: Key, target: TableTarget | FunctionTarget) -> CapacityMetrics[Metric]:
    """Return the metrics of a dimension of a table, or of an alias' provisioned concurrency."""
    named = (("Target", key.target), ("Dimension", key.dimension))
    published = (
        Metric(NAMESPACE, "DesiredCapacity", named, "Maximum"),
        Metric(NAMESPACE, "LiveCapacity", named, "Maximum"),
        Metric(NAMESPACE, "Drift", named, "Maximum"),
        Metric(NAMESPACE, "ReadyMargin", named, "Minimum"),
        Metric(NAMESPACE, "ReadyMargin", named, "Maximum"),
    )
    if isinstance(target, TableTarget):
        used, refused = (
            consumed(target.table, key.dimension),
            throttled(target.table, key.dimension),
        )
        return CapacityMetrics(used, refused, refused, *published)
    return CapacityMetrics(
        _function_metric(target, "ProvisionedConcurrentExecutions", "Maximum"),
        _function_metric(target, "Throttles", "Sum"),
        _function_metric(target, "ProvisionedConcurrencySpilloverInvocations", "Sum"),
        *published,
    )


def warm_metrics(target: FunctionTarget) -> WarmMetrics[Metric]:
    """Return the metrics of a function that is kept warm."""
    named = (("Function", f"{target.function}:{target.qualifier or '$LATEST'}"),)
    return WarmMetrics(
        Metric(NAMESPACE, "WarmRequested", named, "Sum"),
        Metric(NAMESPACE, "WarmDistinct", named, "Sum"),
        Metric(NAMESPACE, "ColdStarts", named, "Sum"),
        _function_metric(target, "Throttles", "Sum"),
    )


def _function_metric(target: FunctionTarget, name: str, statistic: str) -> Metric:
    """Return a metric of the function or alias that callers invoke."""
    return of_function(target.function, target.qualifier, name, statistic)
