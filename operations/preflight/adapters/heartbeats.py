"""The last ticks of the deployed functions, from the metrics that they published."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from kickoff.aws.clients import Clients
from kickoff.aws.metrics import Metric, read_each_metric
from kickoff.aws.place import Place
from kickoff.observability import NAMESPACE, in_stack
from kickoff.outcome import Outcome
from operations.preflight.adapters.calls import call
from operations.preflight.stack_facts import Heartbeat

APPLICATIONS = ("prescaler", "warmer")
_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)


def heartbeats(clients: Clients, now: datetime) -> dict[str, Heartbeat | Outcome]:
    """Read the heartbeat of each application in the last hour."""
    metrics = [_metric(name, each) for each in APPLICATIONS for name in ("Tick", "ConfigBroken")]
    found = call(
        "cloudwatch:GetMetricData of Tick",
        lambda: read_each_metric(clients.cloudwatch(), metrics, now - _HOUR, now + _MINUTE),
        partial(clients.calling, Place()),
    )
    if isinstance(found, Outcome):
        return dict.fromkeys(APPLICATIONS, found)
    return {
        each: _heartbeat([found[_metric("Tick", each)], found[_metric("ConfigBroken", each)]])
        for each in APPLICATIONS
    }


def _metric(name: str, service: str) -> Metric:
    return Metric(NAMESPACE, name, tuple(in_stack({"Service": service}).items()), "Maximum")


def _heartbeat(read: Sequence[dict[datetime, float] | Outcome]) -> Heartbeat | Outcome:
    """Return the last tick; the state of the calendar is that of the last minute with one."""
    failed = next((each for each in read if isinstance(each, Outcome)), None)
    if failed is not None:
        return failed
    ticks, broken = (each for each in read if not isinstance(each, Outcome))
    last = max((minute for minute, count in ticks.items() if count), default=None)
    return Heartbeat(last, bool(last and broken.get(last)))
