"""The last wave of each function, from the metrics that the deployed warmer published."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from kickoff.aws.clients import Clients
from kickoff.aws.metrics import Metric, Minutes
from kickoff.outcome import Outcome
from operations.preflight.adapters.stack_metrics import all_read, last_hour, stack_metric
from operations.preflight.stack_facts import WarmWave
from warmer.model import FunctionRef

_MINUTE = timedelta(minutes=1)
_KINDS = ("WarmRequested", "WarmDistinct", "WarmBusy")
# Shards of a wave publish in the minute after it.
_SETTLED = 2 * _MINUTE

Waves = dict[FunctionRef, WarmWave | Outcome | None]


def last_waves(clients: Clients, functions: Sequence[FunctionRef], now: datetime) -> Waves:
    """Read the last wave of each function in the last hour; None for a function without one."""
    if not functions:
        return {}
    metrics = [_metric(kind, each) for each in functions for kind in _KINDS]
    found = last_hour(clients, metrics, now)
    if isinstance(found, Outcome):
        return dict.fromkeys(functions, found)
    return {each: _wave([found[_metric(kind, each)] for kind in _KINDS], now) for each in functions}


def _metric(kind: str, function: FunctionRef) -> Metric:
    return stack_metric(kind, "Function", function.label, "Sum")


def _wave(read: Sequence[Minutes | Outcome], now: datetime) -> WarmWave | Outcome | None:
    """Return the newest wave that is complete; a newer one only if it is alone."""
    values = all_read(read)
    if isinstance(values, Outcome):
        return values
    requested, distinct, busy = values
    minutes = sorted(minute for minute, count in requested.items() if count)
    if not minutes:
        return None
    settled = [each for each in minutes if each <= now - _SETTLED]
    at = (settled or minutes)[-1]
    until = next((each for each in minutes if each > at), at + 2 * _MINUTE)
    counted = [count for minute, count in distinct.items() if at <= minute < until]
    return WarmWave(
        at,
        int(requested[at]),
        int(sum(counted)) if counted else None,
        int(busy.get(at, 0)),
    )
