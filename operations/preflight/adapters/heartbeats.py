"""The last ticks of the deployed functions, from the metrics that they published."""

from collections.abc import Sequence
from datetime import datetime

from kickoff.aws.clients import Clients
from kickoff.aws.metrics import Metric, Minutes
from kickoff.outcome import Outcome
from operations.preflight.adapters.stack_metrics import all_read, last_hour, stack_metric
from operations.preflight.stack_facts import Heartbeat

APPLICATIONS = ("prescaler", "warmer")


def heartbeats(clients: Clients, now: datetime) -> dict[str, Heartbeat | Outcome]:
    """Read the heartbeat of each application in the last hour."""
    metrics = [_metric(name, each) for each in APPLICATIONS for name in ("Tick", "ConfigBroken")]
    found = last_hour(clients, metrics, now)
    if isinstance(found, Outcome):
        return dict.fromkeys(APPLICATIONS, found)
    return {
        each: _heartbeat([found[_metric("Tick", each)], found[_metric("ConfigBroken", each)]])
        for each in APPLICATIONS
    }


def _metric(name: str, service: str) -> Metric:
    return stack_metric(name, "Service", service, "Maximum")


def _heartbeat(read: Sequence[Minutes | Outcome]) -> Heartbeat | Outcome:
    """Return the last tick; the state of the calendar is that of the last minute with one."""
    values = all_read(read)
    if isinstance(values, Outcome):
        return values
    ticks, broken = values
    last = max((minute for minute, count in ticks.items() if count), default=None)
    return Heartbeat(last, bool(last and broken.get(last)))
