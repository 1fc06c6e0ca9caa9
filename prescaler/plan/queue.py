"""The queue of changes: a control plane takes some a second, so the nearest kick-off comes first.

Changes of a scope, which is a service in an account and region, wait for each other.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise
from operator import itemgetter
from typing import NamedTuple

from kickoff.aws.pace import PACES, SENDING_S, ControlPlane
from kickoff.calendar import Calendar
from kickoff.timeline import Key, Level, Step
from prescaler.model import (
    UPWARD,
    Decision,
    DesiredState,
    Dimension,
    Lease,
    Observed,
    Resource,
)

_NONE = timedelta(0)
_MINUTE = timedelta(minutes=1)
_NEVER = datetime.max.replace(tzinfo=UTC)

Group = tuple[Resource, Sequence[Decision]]


def queues(by_resource: Mapping[Resource, Sequence[Decision]]) -> list[list[Group]]:
    """The resources that need a call of their own service, a queue for each scope.

    Each queue is in the order of kick-offs.
    """
    found: dict[ControlPlane, list[Group]] = {}
    for resource, decisions in by_resource.items():
        if any(each.change and not each.change.by_auto_scaling for each in decisions):
            scope = ControlPlane.of(resource.service, resource.place)
            found.setdefault(scope, []).append((resource, decisions))
    return [sorted(queue, key=lambda group: _next_kickoff(group[1])) for queue in found.values()]


def registration_rounds(groups: Iterable[Group]) -> list[list[Group]]:
    """Groups without a queue, in rounds: auto scaling raises one half of a part at a time."""
    rounds: list[dict[Resource, list[Decision]]] = [{}, {}]
    for resource, decisions in groups:
        raised: set[str] = set()
        for each in decisions:
            part = each.inputs.dimension.resource
            rounds[part in raised].setdefault(resource, []).append(each)
            if each.action in UPWARD:
                raised.add(part)
    return [list(each.items()) for each in rounds if each]


def queue_time(service: str, changes: int) -> timedelta:
    """The time from the first to the last of some changes; none for a burst."""
    pace = PACES.get(service)
    if pace is None or changes <= pace.burst:
        return _NONE
    return pace.ticks(changes, SENDING_S) * _MINUTE


class RaiseQueue(NamedTuple):
    """Resources of a scope raised at one instant; their first change is `lead` earlier."""

    scope: ControlPlane
    start: datetime
    resources: frozenset[Resource]
    lead: timedelta


def raise_queues(timelines: Mapping[Dimension, Sequence[Step]]) -> list[RaiseQueue]:
    """The instants at which more resources are raised than a burst, by instant."""
    raised: dict[tuple[datetime, ControlPlane], set[Resource]] = {}
    for dimension, steps in timelines.items():
        scope = ControlPlane.of(dimension.service, dimension.place)
        for before, after in pairwise(steps):
            if after.level.value > before.level.value:
                raised.setdefault((after.start, scope), set()).add(dimension.group)
    found = (
        RaiseQueue(scope, start, frozenset(resources), queue_time(scope.service, len(resources)))
        for (start, scope), resources in raised.items()
    )
    return sorted((each for each in found if each.lead), key=lambda each: each.start)


def longest_queue(dimensions: Iterable[Dimension]) -> timedelta:
    """The time of the queue if every resource had to be changed at once."""
    resources = {each.group for each in dimensions}
    sizes = Counter(ControlPlane.of(each.service, each.place) for each in resources)
    return max((queue_time(each.service, size) for each, size in sizes.items()), default=_NONE)


def openings(
    calendar: Calendar, dimensions: Mapping[Key, Dimension], at: datetime
) -> dict[Dimension, tuple[tuple[timedelta, Level], ...]]:
    """Higher levels that begin while a queue may last, each with the time until then."""
    until = at + longest_queue(dimensions.values())
    fixtures = calendar.fixtures(at, until + datetime.resolution) if until > at else ()
    starts = {phase.start for fixture in fixtures for phase in fixture.phases}
    coming = sorted(each for each in starts if at < each <= until)
    now = calendar.levels(at) if coming else {}
    found: dict[Dimension, list[tuple[timedelta, Level]]] = {}
    for start in coming:
        levels = calendar.levels(start)
        for key, dimension in dimensions.items():
            if levels[key].value > now[key].value:
                found.setdefault(dimension, []).append((start - at, levels[key]))
    return {dimension: tuple(levels) for dimension, levels in found.items()}


def started_in_queue(
    states: Mapping[Dimension, DesiredState | None], observed: Mapping[Dimension, Observed]
) -> dict[Dimension, DesiredState | None]:
    """The desired states, with a level to come where the queue of its changes begins now.

    Changes by auto scaling do not wait in the queue, and warm throughput is bought earlier.
    """
    queued: dict[ControlPlane, list[tuple[timedelta, Dimension, Level]]] = {}
    for dimension, desired in states.items():
        kind = observed[dimension].kind
        if desired is None or kind.has_bounds or kind.only_rises:
            continue
        scope = ControlPlane.of(dimension.service, dimension.place)
        coming = ((until, dimension, level) for until, level in desired.openings)
        queued.setdefault(scope, []).extend(coming)
    found = dict(states)
    for scope, raises in queued.items():
        changed: set[Resource] = set()
        for until, same in groupby(sorted(raises, key=itemgetter(0)), key=itemgetter(0)):
            levels = {dimension: level for _, dimension, level in same}
            changed |= {each.group for each in levels}
            if until > queue_time(scope.service, len(changed)):
                continue
            for dimension, level in levels.items():
                desired = found[dimension]
                if desired is not None and level.value > desired.desired:
                    found[dimension] = desired.at_level(level)
    return found


def _next_kickoff(decisions: Iterable[Decision]) -> datetime:
    """The earliest kick-off of a fixture that does not have its capacity yet."""
    return min((at for each in decisions for at in _unready_kickoffs(each)), default=_NEVER)


def _unready_kickoffs(decision: Decision) -> Iterable[datetime]:
    lease = decision.inputs.lease
    ready = lease.ready if isinstance(lease, Lease) else set()
    return (
        fixture.kickoff
        for fixture in decision.inputs.fixtures
        if (fixture.name, fixture.kickoff) not in ready
    )
