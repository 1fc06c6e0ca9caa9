"""The minutes that tell of a dimension: AWS's where it lives, our own where kickoff runs."""

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


class OfCapacity(NamedTuple, Generic[_Each]):
    """What tells of slow capacity; of a table nothing spills over, `spilled` is refused too.

    `least` and `most` are margins: those of several fixtures may fall into one minute.
    """

    used: _Each
    throttled: _Each
    spilled: _Each
    desired: _Each
    live: _Each
    drift: _Each
    least: _Each
    most: _Each


class OfWarmth(NamedTuple, Generic[_Each]):
    """What tells of warm containers."""

    asked: _Each
    had: _Each
    cold: _Each
    throttled: _Each


def read_all(
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


def of_capacity(key: Key, target: TableTarget | FunctionTarget) -> OfCapacity[Metric]:
    """The metrics of a dimension of a table, or of an alias' provisioned concurrency."""
    named = (("Target", key.target), ("Dimension", key.dimension))
    ours = (
        Metric(NAMESPACE, "DesiredCapacity", named, "Maximum"),
        Metric(NAMESPACE, "LiveCapacity", named, "Maximum"),
        Metric(NAMESPACE, "Drift", named, "Maximum"),
        Metric(NAMESPACE, "ReadyMargin", named, "Minimum"),
        Metric(NAMESPACE, "ReadyMargin", named, "Maximum"),
    )
    if isinstance(target, TableTarget):
        refused = throttled(target.table, key.dimension)
        return OfCapacity(consumed(target.table, key.dimension), refused, refused, *ours)
    return OfCapacity(
        _of_function(target, "ProvisionedConcurrentExecutions", "Maximum"),
        _of_function(target, "Throttles", "Sum"),
        _of_function(target, "ProvisionedConcurrencySpilloverInvocations", "Sum"),
        *ours,
    )


def of_warmth(target: FunctionTarget) -> OfWarmth[Metric]:
    """The metrics of a function that is kept warm."""
    named = (("Function", f"{target.function}:{target.qualifier or '$LATEST'}"),)
    return OfWarmth(
        Metric(NAMESPACE, "WarmRequested", named, "Sum"),
        Metric(NAMESPACE, "WarmDistinct", named, "Sum"),
        Metric(NAMESPACE, "ColdStarts", named, "Sum"),
        _of_function(target, "Throttles", "Sum"),
    )


def _of_function(target: FunctionTarget, name: str, statistic: str) -> Metric:
    """A metric of what callers invoke: the function, or its alias."""
    return of_function(target.function, target.qualifier, name, statistic)
