"""Capacity of services that only Application Auto Scaling changes, such as the tasks of ECS.

The rules are documented ones; no recording shows them. The time until capacity arrives is a model.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from simulator.autoscaling.resources import ScalableId

# Words for the capacity in scaling activities. The services named here take no other change while
# one is in progress: "If the specified resource is not active in the target service, this operation
# does not change the resource's current capacity" (RegisterScalableTarget).
_NOUNS = MappingProxyType(
    {
        "ecs": "desired count",
        "rds": "read replica count",
        "elasticache": "node count",
        "cassandra": "capacity units",
        "sagemaker": "desired instance count",
    }
)
_ONE_CHANGE_AT_A_TIME = frozenset(("elasticache", "cassandra", "sagemaker"))


@dataclass(slots=True)
class ServiceCount:
    """A count that a service reaches `delay` after it was requested.

    `beside`: the counts of the same resource, this one included.
    """

    namespace: str
    requested: int
    delay: timedelta
    beside: "list[ServiceCount]" = field(repr=False, compare=False)
    _reached: int = 0
    _reaches_at: datetime | None = None

    def __post_init__(self) -> None:
        self._reached = self.requested

    @property
    def noun(self) -> str:
        """The name of the capacity in activities."""
        return _NOUNS.get(self.namespace, "capacity")

    def capacity(self, now: datetime) -> int:  # noqa: ARG002 (as TableCapacity)
        """The requested count, which auto scaling compares with its bounds."""
        return self.requested

    def reached(self, now: datetime) -> int:
        """The count that serves now."""
        if self._reaches_at is not None and now >= self._reaches_at:
            self._reached, self._reaches_at = self.requested, None
        return self._reached

    def changes(self, now: datetime) -> bool:
        """Return whether a change is in progress."""
        return self.reached(now) != self.requested

    def active(self, now: datetime) -> bool:
        """Return whether the service takes another change of the resource."""
        alone = self.namespace in _ONE_CHANGE_AT_A_TIME
        return not (alone and any(each.changes(now) for each in self.beside))

    def set_capacity(self, capacity: int, now: datetime) -> None:
        """Request a count."""
        self.reached(now)
        self.requested, self._reaches_at = capacity, now + self.delay


Services = Mapping[ScalableId, ServiceCount]
