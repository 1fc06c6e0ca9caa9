"""The registry of kinds. A new kind is one more line of `KINDS`."""

from collections.abc import Sequence

from kickoff.calendar import Calendar
from kickoff.outcome import Outcome
from kickoff.timeline import Key
from prescaler.model import Capacity, Dimension, Limits, Observed
from prescaler.resources.aurora_replicas import AuroraReplicas
from prescaler.resources.autoscaled_table import AutoScaledTable
from prescaler.resources.base import ResourceKind
from prescaler.resources.cache_nodes import CacheNodes
from prescaler.resources.ecs_service import EcsService
from prescaler.resources.keyspaces_table import KeyspacesTable
from prescaler.resources.on_demand_table import OnDemandTable
from prescaler.resources.provisioned_concurrency import (
    AutoScaledConcurrency,
    ProvisionedConcurrency,
)
from prescaler.resources.provisioned_table import ProvisionedTable
from prescaler.resources.sagemaker_variant import SageMakerVariant
from prescaler.resources.scalable import ScalableCapacity
from prescaler.resources.stream_shards import StreamShards
from prescaler.resources.stream_warmth import StreamWarmth


class Registry:
    """Kinds of capacity, found by dimension and by the reads."""

    def __init__(self, kinds: Sequence[ResourceKind]) -> None:
        self._kinds = kinds
        self._by_scalable: dict[str, list[ResourceKind]] = {}
        for kind in kinds:
            for scalable in kind.scalable:
                self._by_scalable.setdefault(scalable, []).append(kind)

    @property
    def all_kinds(self) -> Sequence[ResourceKind]:
        """The registered kinds."""
        return self._kinds

    def dimensions(self, calendar: Calendar) -> dict[Key, Dimension]:
        """Every dimension of a calendar that the prescaler scales."""
        targets = calendar.targets.items()
        return {each.key: each for name, target in targets for each in self.of_target(name, target)}

    def of_target(self, name: str, target: object) -> Sequence[Dimension]:
        """The dimensions of one target; `warm` belongs to the warmer."""
        found = (tuple(kind.dimensions(name, target)) for kind in self._kinds)
        return next(filter(None, found), ())

    def dimension(self, key: Key, target: object) -> Dimension | None:
        """The dimension of a target with a key; None for `warm`."""
        found = (each for each in self.of_target(key.target, target) if each.key == key)
        return next(found, None)

    def knows(self, dimension: Dimension) -> bool:
        """Return whether a registered kind covers a dimension."""
        return dimension.scalable in self._by_scalable

    def of(self, dimension: Dimension) -> ResourceKind:
        """The first kind that a dimension may have: it reads the dimension's resource."""
        return self._by_scalable[dimension.scalable][0]

    def observed(
        self, dimension: Dimension, limits: Limits | Outcome, capacity: Capacity | Outcome
    ) -> Observed:
        """The observation with its kind; the first possible kind if the reads do not show it."""
        possible = self._by_scalable[dimension.scalable]
        found = (kind.recognize(limits, capacity) for kind in possible)
        return next(filter(None, found), Observed(limits, capacity, possible[0]))


KINDS = Registry(
    (
        ProvisionedTable(),
        AutoScaledTable(),
        OnDemandTable(),
        ProvisionedConcurrency(),
        AutoScaledConcurrency(),
        EcsService(),
        AuroraReplicas(),
        CacheNodes(),
        KeyspacesTable(),
        SageMakerVariant(),
        ScalableCapacity(),
        StreamShards(),
        StreamWarmth(),
    )
)
