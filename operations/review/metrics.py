"""The CloudWatch metrics of a review, AWS's and kickoff's own, by their role in it."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from kickoff.aws.clients import Clients
from kickoff.aws.metrics import Metric, Minutes, consumed, of_function, read_metrics, throttled
from kickoff.aws.place import Place
from kickoff.calendar import FunctionTarget, TableTarget
from kickoff.observability import NAMESPACE, in_stack
from kickoff.timeline import Key

Series = Mapping[str, Minutes]


def review_metrics(key: Key, target: TableTarget | FunctionTarget) -> dict[str, Metric]:
    """Return the metrics of a dimension by role.

    Margins of several fixtures may fall into one minute: `least margin` and `most margin`.
    """
    if isinstance(target, TableTarget):
        names = target.table, key.dimension
        used = {"used": consumed(*names), "throttled": throttled(*names)}
    else:
        own = partial(of_function, target.function, target.qualifier)
        if key.dimension == "warm":
            label = f"{target.function}:{target.qualifier or '$LATEST'}"
            function = tuple(in_stack({"Function": label}).items())
            return {
                "requested": Metric(NAMESPACE, "WarmRequested", function, "Sum"),
                "warm": Metric(NAMESPACE, "WarmDistinct", function, "Sum"),
                "busy": Metric(NAMESPACE, "WarmBusy", function, "Sum"),
                "cold": Metric(NAMESPACE, "ColdStarts", function, "Sum"),
                "throttled": own("Throttles", "Sum"),
            }
        used = {
            "used": own("ProvisionedConcurrentExecutions", "Maximum"),
            "throttled": own("Throttles", "Sum"),
            "spillover": own("ProvisionedConcurrencySpilloverInvocations", "Sum"),
        }
    named = tuple(in_stack({"Target": key.target, "Dimension": key.dimension}).items())
    return used | {
        "desired": Metric(NAMESPACE, "DesiredCapacity", named, "Maximum"),
        "live": Metric(NAMESPACE, "LiveCapacity", named, "Maximum"),
        "drift": Metric(NAMESPACE, "Drift", named, "Maximum"),
        "least margin": Metric(NAMESPACE, "ReadyMargin", named, "Minimum"),
        "most margin": Metric(NAMESPACE, "ReadyMargin", named, "Maximum"),
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
