"""Capacity of every registered kind, wherever the targets are: the `Scaling` port."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from kickoff.aws.clients import Clients
from kickoff.aws.metrics import QUERIES_PER_CALL, read_each_metric
from kickoff.aws.place import Place
from kickoff.outcome import Code, Failure, Outcome
from prescaler.adapters import autoscaling
from prescaler.model import (
    Activity,
    Capacity,
    Dimension,
    Limits,
    Observed,
    RecentConsumption,
    Resource,
    ScalingRequest,
    ScheduledAction,
)
from prescaler.parallel import ParallelMap, map_serially
from prescaler.resources.base import ResourceKind
from prescaler.resources.registry import KINDS, Registry

# CloudWatch delivers a minute's sum some two minutes late; the busiest of the five before counts.
LOOKED_BACK = timedelta(minutes=7)
_QUERIES_PER_DIMENSION = 3
_AN_UPDATE_S = 4  # recorded: 1.0 to 2.3 s for a table, 2 to 4 s for an index, without replicas
_RAISED_BY_OTHERS = Outcome(
    Code.BUSY, "auto scaling raises another dimension of the resource now; the next tick updates it"
)


class ResourceScaling:
    """Reads and changes resources through their kinds; `parallel_map` makes calls in parallel."""

    def __init__(
        self, clients: Clients, parallel_map: ParallelMap = map_serially, kinds: Registry = KINDS
    ) -> None:
        self._clients = clients
        self._map = parallel_map
        self._kinds = kinds

    def begin_tick(self) -> None:
        """Begin the time of a tick; see `Clients.begin_tick`."""
        self._clients.begin_tick()

    def observe(self, dimensions: Collection[Dimension]) -> dict[Dimension, Observed]:
        """Read bounds, 50 resources a call, and the capacity of each resource in one call."""
        limits: dict[Dimension, Limits | Outcome] = dict.fromkeys(
            dimensions, autoscaling.NOT_AUTOSCALED
        )
        scalable = [each for each in dimensions if self._kinds.of(each).auto_scalable]
        batches = list(autoscaling.batches(scalable))
        for read in self._map(partial(autoscaling.read_limits, self._clients), batches):
            limits |= read
        by_resource: dict[Resource, list[Dimension]] = {}
        for each in dimensions:
            by_resource.setdefault(each.group, []).append(each)
        capacities: dict[Dimension, Capacity | Outcome] = {}
        for found in self._map(self._read, list(by_resource.items())):
            capacities |= found
        return {
            each: self._kinds.observed(each, limits[each], capacities[each]) for each in dimensions
        }

    def _read(
        self, group: tuple[Resource, list[Dimension]]
    ) -> Mapping[Dimension, Capacity | Outcome]:
        resource, dimensions = group
        return self._kinds.of(dimensions[0]).read(self._clients, resource, dimensions)

    def consumption(
        self, dimensions: Collection[Dimension], at: datetime
    ) -> dict[Dimension, RecentConsumption | Outcome]:
        """Read the consumption of the minutes before an instant."""
        by_place: dict[Place, list[Dimension]] = {}
        for each in dimensions:
            by_place.setdefault(each.place, []).append(each)
        size = QUERIES_PER_CALL // _QUERIES_PER_DIMENSION
        batches = [
            named[start : start + size]
            for named in by_place.values()
            for start in range(0, len(named), size)
        ]
        found: dict[Dimension, RecentConsumption | Outcome] = {}
        for read in self._map(partial(self._read_consumption, at=at), batches):
            found |= read
        return found

    def _read_consumption(
        self, dimensions: Sequence[Dimension], *, at: datetime
    ) -> dict[Dimension, RecentConsumption | Outcome]:
        """Read the consumption of dimensions of one place."""
        place = dimensions[0].place
        wanted = {each: self._kinds.of(each).metrics(each) for each in dimensions}
        more = {each: self._kinds.of(each).more_consumption(each) for each in dimensions}
        metrics = [metric for pair in wanted.values() for metric in pair if metric]
        metrics += [each[0] for each in more.values() if each]
        try:
            with self._clients.calling(place, "cloudwatch:GetMetricData"):
                client = self._clients.cloudwatch(place)
                found = read_each_metric(client, metrics, at - LOOKED_BACK, at) if metrics else {}
        except Failure as failure:
            return dict.fromkeys(dimensions, failure.outcome)
        return {
            each: self._kinds.of(each).consumption_of(
                found[used] if used else {},
                found[refused] if refused else {},
                *((found[other[0]], other[1]) if (other := more[each]) else ()),
            )
            for each, (used, refused) in wanted.items()
        }

    def activities(self, dimensions: Collection[Dimension]) -> dict[Dimension, Activity]:
        """Read the last scaling activity of each dimension, where it is known."""
        scalable = [each for each in dimensions if self._kinds.of(each).auto_scalable]
        return autoscaling.last_activities(self._clients, scalable)

    def scheduled_actions(self, dimension: Dimension) -> AbstractSet[str]:
        """Read the names of kickoff's scheduled actions."""
        return autoscaling.scheduled_action_names(self._clients, dimension)

    def replace_scheduled_actions(
        self, dimension: Dimension, new: Sequence[ScheduledAction], old: Sequence[str]
    ) -> None:
        """Create scheduled actions, and delete others by name."""
        autoscaling.replace_scheduled_actions(self._clients, dimension, new, old)

    def has_turn(self, resource: Resource) -> bool:
        """Return whether the tick has time for a change; see `Clients.has_turn`."""
        return self._clients.has_turn(resource.service, resource.place)

    def apply(
        self, resource: Resource, requests: Sequence[ScalingRequest]
    ) -> dict[Dimension, Outcome]:
        """Change one resource; return what failed.

        Bounds come first. While auto scaling raises a part of the resource, no other call does: it
        would name units that are about to change.
        """
        failures: dict[Dimension, Outcome] = {}
        registered: list[ScalingRequest] = []
        changes = [each for each in requests if each.bounds is None]
        for each in requests:
            kind = each.observed.kind
            if each.bounds is None or not isinstance(kind, ResourceKind):
                continue
            failed = kind.set_bounds(self._clients, each)
            if failed is None:
                registered.append(each)
            elif _is_unregistered(each, failed):
                changes.append(replace(each, bounds=None, units=each.bounds.minimum))
            else:
                failures[each.dimension] = failed
        if not changes:
            return failures
        if any(map(_is_raised, registered)):
            return failures | dict.fromkeys((each.dimension for each in changes), _RAISED_BY_OTHERS)
        shared = self._kinds.of(requests[0].dimension)
        return failures | dict(shared.change(self._clients, resource, changes))

    def settle(self) -> None:
        """Wait as long as the update of a table without replicas takes."""
        self._clients.wait(_AN_UPDATE_S)


def _is_unregistered(request: ScalingRequest, failed: Outcome) -> bool:
    """Return whether a raise was refused because no bounds are registered, which were not read.

    In a global table the capacity is not updated: the update would name reads, which may apply to
    other regions.
    """
    observed = request.observed
    unread = isinstance(observed.limits, Outcome) and isinstance(observed.capacity, Capacity)
    shared = isinstance(observed.capacity, Capacity) and observed.capacity.replicas
    return unread and failed.code is Code.INVALID and not shared


def _is_raised(request: ScalingRequest) -> bool:
    """Return whether auto scaling raises the capacity for the registered minimum."""
    capacity = request.observed.capacity
    if request.bounds is None or not isinstance(capacity, Capacity):
        return False
    return request.bounds.minimum > capacity.provisioned
