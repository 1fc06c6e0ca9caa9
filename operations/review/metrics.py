"""The CloudWatch metrics of a review, AWS's and kickoff's own, by their role in it."""

from collections.abc import Mapping
from datetime import datetime

from kickoff.aws.clients import Clients
from kickoff.aws.metrics import Metric, Minutes, of_function, read_metrics
from kickoff.aws.place import Place
from kickoff.calendar import BaseTarget, FunctionTarget
from kickoff.observability import NAMESPACE, in_stack
from kickoff.timeline import Key
from prescaler.resources.registry import KINDS

Series = Mapping[str, Minutes]


def review_metrics(key: Key, target: BaseTarget) -> dict[str, Metric]:
    """Return the metrics of a dimension by role.

    Margins of several fixtures may fall into one minute: `least margin` and `most margin`.
    """
    if isinstance(target, FunctionTarget) and key.dimension == "warm":
        return _of_containers(target)
    dimension = KINDS.dimension(key, target)
    used = KINDS.of(dimension).reviewed(dimension) if dimension else {}
    named = tuple(in_stack({"Target": key.target, "Dimension": key.dimension}).items())
    return {
        **used,
        "desired": Metric(NAMESPACE, "DesiredCapacity", named, "Maximum"),
        "live": Metric(NAMESPACE, "LiveCapacity", named, "Maximum"),
        "drift": Metric(NAMESPACE, "Drift", named, "Maximum"),
        "least margin": Metric(NAMESPACE, "ReadyMargin", named, "Minimum"),
        "most margin": Metric(NAMESPACE, "ReadyMargin", named, "Maximum"),
    }


def _of_containers(target: FunctionTarget) -> dict[str, Metric]:
    label = f"{target.function}:{target.qualifier or '$LATEST'}"
    function = tuple(in_stack({"Function": label}).items())
    return {
        "requested": Metric(NAMESPACE, "WarmRequested", function, "Sum"),
        "warm": Metric(NAMESPACE, "WarmDistinct", function, "Sum"),
        "busy": Metric(NAMESPACE, "WarmBusy", function, "Sum"),
        "cold": Metric(NAMESPACE, "ColdStarts", function, "Sum"),
        "throttled": of_function(target.function, target.qualifier, "Throttles", "Sum"),
    }


def read_series(
    clients: Clients,
    metrics: Mapping[Key, tuple[Place, Mapping[str, Metric]]],
    start: datetime,
    end: datetime,
) -> dict[Key, Series]:
    """Read the metrics of each dimension at its place; kickoff's own where kickoff runs."""

    def published(place: Place, metric: Metric) -> Place:
        return Place() if metric.namespace == NAMESPACE else place

    wanted: dict[Place, dict[Metric, None]] = {}
    for place, by_role in metrics.values():
        for metric in by_role.values():
            wanted.setdefault(published(place, metric), {})[metric] = None
    found = {
        place: read_metrics(clients.cloudwatch(place), each, start, end)
        for place, each in wanted.items()
    }
    return {
        key: {role: found[published(place, metric)][metric] for role, metric in by_role.items()}
        for key, (place, by_role) in metrics.items()
    }
