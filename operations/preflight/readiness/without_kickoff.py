"""The fixture if kickoff dies now: scheduled actions raise what is armed, and nothing else."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from kickoff.outcome import Outcome
from operations.preflight.readiness.capacity import CapacityLink
from operations.preflight.readiness.containers import ContainerLink
from operations.preflight.readiness.words import near
from prescaler.model import Capacity, Lease, ScheduledAction

_SHOWN = 5
_UP, _UNRAISED, _COLD, _UNKNOWN = "stays up", "not raised", "cold", "unknown"


def describe_without_kickoff(
    capacities: Sequence[CapacityLink],
    containers: Sequence[ContainerLink],
    now: datetime,
    zone: ZoneInfo,
) -> str:
    """Return the links by their state then: `not raised: prices.read; cold: pricing.warm`."""
    armed = {".".join(each.dimension.key): _armed(each, now) for each in capacities}
    last = max((each.at for own in armed.values() for each in own), default=now)
    arms = f"armed until {near(last, now, zone)}"
    groups: dict[str, list[str]] = {each: [] for each in (_UP, arms, _UNRAISED, _COLD, _UNKNOWN)}
    for link, (name, own) in zip(capacities, armed.items(), strict=True):
        groups[arms if own else _unarmed_state(link)].append(name)
    for function in containers:
        is_provisioned = function.provisioned >= function.highest.level
        groups[_UP if is_provisioned else _COLD].append(function.subject)
    return "; ".join(f"{state}: {_names(names)}" for state, names in groups.items() if names)


def _armed(link: CapacityLink, now: datetime) -> tuple[ScheduledAction, ...]:
    """Return the coming actions of a link, if they bring each level that is not there."""
    capacity, lease = link.observed.capacity, link.lease
    if not isinstance(capacity, Capacity) or not isinstance(lease, Lease):
        return ()
    coming = tuple(each for each in lease.armed if each.stands and each.at > now)
    missing = [each.level for each in link.needs if not link.has(capacity, each)]
    brought = [each.minimum for each in coming if each.at < link.fixture.closes]
    return coming if missing and max(missing) <= max(brought, default=0) else ()


def _unarmed_state(link: CapacityLink) -> str:
    capacity = link.observed.capacity
    if not isinstance(capacity, Capacity) or isinstance(link.lease, Outcome):
        return _UNKNOWN
    return _UP if all(link.has(capacity, each) for each in link.needs) else _UNRAISED


def _names(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
