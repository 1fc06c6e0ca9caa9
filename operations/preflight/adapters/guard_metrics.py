"""The answers of guards, from the metrics that the deployed warmer published."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from kickoff.aws.clients import Clients
from kickoff.aws.metrics import Metric, read_metrics
from kickoff.aws.place import Place
from kickoff.observability import NAMESPACE
from kickoff.outcome import Outcome
from operations.preflight.adapters.calls import call
from operations.preflight.adapters.stack_metrics import stack_metric
from warmer.model import FunctionRef

_HOUR_S = 3600
_DAY = timedelta(days=1)
GuardAnswers = dict[FunctionRef, bool | Outcome | None]


def published(clients: Clients, functions: Sequence[FunctionRef], now: datetime) -> GuardAnswers:
    """Read the last day's metrics where kickoff runs; None for a function without pings."""
    found = call(
        f"cloudwatch:GetMetricData of {NAMESPACE}",
        partial(_answered, clients, functions, now),
        partial(clients.calling, Place()),
    )
    return dict.fromkeys(functions, found) if isinstance(found, Outcome) else found


def _answered(clients: Clients, functions: Sequence[FunctionRef], now: datetime) -> GuardAnswers:
    """Compare pings and answers: WarmDistinct is published only for waves that guards answered."""
    metrics = [_metric(kind, each) for each in functions for kind in ("Requested", "Distinct")]
    found = read_metrics(clients.cloudwatch(), metrics, now - _DAY, now)
    return {
        each: bool(found[_metric("Distinct", each)])
        if sum(found[_metric("Requested", each)].values()) > 0
        else None
        for each in functions
    }


def _metric(kind: str, function: FunctionRef) -> Metric:
    return stack_metric(f"Warm{kind}", "Function", function.label, "Sum", _HOUR_S)
