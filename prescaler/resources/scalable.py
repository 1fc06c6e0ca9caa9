"""Capacity under Application Auto Scaling whose service has no lowering of kickoff's own."""

from abc import abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from kickoff.aws.clients import Clients
from kickoff.aws.metrics import Metric
from kickoff.calendar import RegisteredTarget
from kickoff.calendar.model.service_targets import SCALABLE_DIMENSIONS
from kickoff.outcome import Code, Failure, Outcome
from kickoff.timeline import Key
from prescaler.adapters.autoscaling import NOT_AUTOSCALED
from prescaler.model import (
    Capacity,
    Dimension,
    Limits,
    Observed,
    RecentConsumption,
    Resource,
    ScalingRequest,
)
from prescaler.resources.autoscaled import AutoScaled
from prescaler.resources.base import ResourceKind, TargetName

_PERCENT = 100
_UNPROVEN = "registered; no call that kickoff knows proves that it runs"


class ServiceCapacity(AutoScaled, ResourceKind):
    """A minimum that the service keeps; its scaling policy removes what is above a lowered one.

    kickoff restores the minimum and removes no task, replica or instance by itself: only the policy
    knows the load of each. A metric that is silent or missing does not keep the minimum up.
    """

    auto_scalable = True
    silent_when_idle = True
    has_own_call = False
    learns_demand = False
    usual_lead: timedelta = timedelta(minutes=15)
    in_percent: bool = False

    def lead(
        self, dimension: Dimension, capacity: Capacity, level: int, beside: int | None = None
    ) -> timedelta:
        """The time until the service has brought a raise: an assumption, meant to be safe."""
        return self.usual_lead if level > capacity.provisioned else timedelta(0)

    def metrics(self, dimension: Dimension) -> tuple[Metric | None, Metric | None]:
        """None: nothing is measured."""
        return None, None

    def consumption(self, consumed: Iterable[float], refused: Iterable[float]) -> RecentConsumption:
        """The busiest minute, and all refused requests."""
        return RecentConsumption(max(consumed, default=0.0) / self.metric_seconds, sum(refused))

    def units_in_use(self, measured: float, capacity: int) -> float:
        """The units in use; a utilisation is a share of the capacity."""
        return measured * capacity / _PERCENT if self.in_percent else measured

    def read(
        self, clients: Clients, resource: Resource, dimensions: Collection[Dimension]
    ) -> Mapping[Dimension, Capacity | Outcome]:
        """Read the description of a resource once for all its dimensions."""
        try:
            return self.describe(clients, resource, dimensions)
        except Failure as failure:
            return dict.fromkeys(dimensions, failure.outcome)

    @abstractmethod
    def describe(
        self, clients: Clients, resource: Resource, dimensions: Collection[Dimension]
    ) -> Mapping[Dimension, Capacity | Outcome]:
        """Return the capacity in the service's own description.

        Raises:
            Failure: The service did not answer, or refused the call.
        """

    def change(
        self, clients: Clients, resource: Resource, requests: Sequence[ScalingRequest]
    ) -> Mapping[Dimension, Outcome]:
        """Refuse: auto scaling alone brings this capacity."""
        return {each.dimension: NOT_AUTOSCALED for each in requests}


class ScalableCapacity(ServiceCapacity):
    """Any other scalable target: its minimum is registered, and its capacity stays unproven."""

    scalable = frozenset(SCALABLE_DIMENSIONS)
    leads = (ServiceCapacity.usual_lead,)
    proven = False
    price_depends_on = "the resource"

    def dimensions(self, name: str, target: object) -> Iterator[Dimension]:
        """One dimension, `capacity`, of whatever kind its names belong to."""
        if isinstance(target, RegisteredTarget) and target.capacity is not None:
            names = target.scalable
            key = Key(name, "capacity")
            yield Dimension(key, target.place, names.resource, names.dimension)

    def target_of(self, resource: str, scalable: str) -> TargetName:
        """Its names in auto scaling, as a mapping of YAML."""
        return TargetName("scalable", f"{resource} {scalable}", "capacity")

    def recognize(self, limits: Limits | Outcome, capacity: Capacity | Outcome) -> Observed | None:
        """The registered minimum counts as the capacity, without a proof."""
        if isinstance(limits, Limits) and isinstance(capacity, Capacity):
            capacity = replace(capacity, provisioned=limits.minimum)
        return super().recognize(limits, capacity)

    def is_ready(self, capacity: Capacity, level: int) -> bool:
        """Return False: nothing was read back."""
        return False

    def describe(
        self, clients: Clients, resource: Resource, dimensions: Collection[Dimension]
    ) -> Mapping[Dimension, Capacity | Outcome]:
        """Read nothing: `recognize` takes the registered minimum."""
        return dict.fromkeys(dimensions, Capacity(0, active=True, note=_UNPROVEN))


def missing(resource: Resource) -> Outcome:
    """The outcome of a read that found no such resource."""
    return Outcome(Code.NOT_FOUND, f"there is no {resource.name} in {resource.service}")
