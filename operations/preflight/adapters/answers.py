"""Whether a function's guard answers, by what the deployed warmer published."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from kickoff.aws.clients import Clients
from kickoff.aws.metrics import Metric, read_metrics
from kickoff.aws.place import Place
from kickoff.calendar import Guard
from kickoff.observability import NAMESPACE
from operations.preflight.adapters.asked import asked
from prescaler.model import Outcome
from warmer.model import FunctionRef, Warming

# Whose answers name their container; of all others nothing can be told.
_TELLING = frozenset({Guard.KICKOFF, Guard.OPEN_NEXT})
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
Answers = dict[FunctionRef, bool | Outcome | None]


def telling(warming: Warming) -> bool:
    """Would its guard name the container?"""
    return warming.ping_format.payload is None and warming.ping_format.guard in _TELLING


def published(clients: Clients, functions: Sequence[FunctionRef], now: datetime) -> Answers:
    """Read from the last day's metrics where kickoff runs; None for one that was not pinged."""
    read = asked(
        f"cloudwatch:GetMetricData of {NAMESPACE}",
        partial(_answered, clients, functions, now),
        partial(clients.calling, Place()),
    )
    return dict.fromkeys(functions, read) if isinstance(read, Outcome) else read


def _answered(clients: Clients, functions: Sequence[FunctionRef], now: datetime) -> Answers:
    """WarmDistinct is published only for waves that guards answered."""
    wanted = [_metric(kind, each) for each in functions for kind in ("Requested", "Distinct")]
    found = read_metrics(clients.cloudwatch(), wanted, now - _DAY, now)
    return {
        each: bool(found[_metric("Distinct", each)])
        if sum(found[_metric("Requested", each)].values()) > 0
        else None
        for each in functions
    }


def _metric(kind: str, function: FunctionRef) -> Metric:
    dimensions = (("Function", function.label),)
    return Metric(NAMESPACE, f"Warm{kind}", dimensions, "Sum", _HOUR // timedelta(seconds=1))
