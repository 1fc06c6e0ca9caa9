"""Whether a function's guard answers, by what the deployed warmer published."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from kickoff.aws.place import Place
from kickoff.calendar import Guard
from kickoff.observability import NAMESPACE
from operations.preflight.adapters.asked import asked
from prescaler.adapters.clients import Clients
from prescaler.model import Outcome
from warmer.model import Function, Warming

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_cloudwatch.type_defs import MetricDataQueryTypeDef

# Whose answers name their container; of all others nothing can be told.
_TELLING = frozenset({Guard.KICKOFF, Guard.OPEN_NEXT})
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_FUNCTIONS_A_CALL = 250  # GetMetricData takes 500 queries, each function asks two

Answers = dict[Function, bool | Outcome | None]


def telling(warming: Warming) -> bool:
    """Would its guard name the container?"""
    return warming.dialect.payload is None and warming.dialect.guard in _TELLING


def published(clients: Clients, functions: Sequence[Function], now: datetime) -> Answers:
    """By the last day's metrics, in the place we run in; None of what was not pinged."""
    found: Answers = {}
    for first in range(0, len(functions), _FUNCTIONS_A_CALL):
        batch = functions[first : first + _FUNCTIONS_A_CALL]
        read = asked(
            f"cloudwatch:GetMetricData of {NAMESPACE}",
            partial(_answered, clients.cloudwatch, batch, now),
            partial(clients.calling, Place()),
        )
        found |= dict.fromkeys(batch, read) if isinstance(read, Outcome) else read
    return found


def _answered(
    at: "Callable[[Place], CloudWatchClient]", functions: Sequence[Function], now: datetime
) -> Answers:
    """WarmDistinct is published of waves that guards answered alone."""
    told = at(Place()).get_metric_data(
        MetricDataQueries=[
            _query(f"{kind.lower()}{number}", f"Warm{kind}", function)
            for number, function in enumerate(functions)
            for kind in ("Requested", "Distinct")
        ],
        StartTime=now - _DAY,
        EndTime=now,
    )
    values = {each["Id"]: each["Values"] for each in told["MetricDataResults"]}
    return {
        function: bool(values.get(f"distinct{number}"))
        if sum(values.get(f"requested{number}", ())) > 0
        else None
        for number, function in enumerate(functions)
    }


def _query(name: str, metric: str, function: Function) -> "MetricDataQueryTypeDef":
    return {
        "Id": name,
        "MetricStat": {
            "Metric": {
                "Namespace": NAMESPACE,
                "MetricName": metric,
                "Dimensions": [{"Name": "Function", "Value": function.label}],
            },
            "Period": _HOUR // timedelta(seconds=1),
            "Stat": "Sum",
        },
    }
