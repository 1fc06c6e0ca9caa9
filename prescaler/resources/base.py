"""The base class of a kind of capacity: its facts, and its calls to AWS."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from kickoff.aws.clients import Clients
from kickoff.aws.metrics import Metric, Minutes
from kickoff.aws.place import Place
from kickoff.outcome import Code, Outcome
from kickoff.timeline import Level
from prescaler.model import (
    Capacity,
    CapacityKind,
    Dimension,
    RecentConsumption,
    Resource,
    ScalingRequest,
)


class TargetName(NamedTuple):
    """A target as a calendar writes it: `ecs`, `prod/web` and the level `tasks`."""

    noun: str
    name: str
    level: str


class AccountQuota(NamedTuple):
    """A quota that all resources of an account and region share, and its present use."""

    nouns: str
    limit: int
    used: int


class ResourceKind(CapacityKind, ABC):
    """A kind of capacity of one AWS resource.

    `scalable`: the names of its dimensions, as in `Dimension.scalable`. `auto_scalable`:
    Application Auto Scaling may hold its bounds. `nouns`: the word for several of its resources.
    `actions`: the IAM actions its calls need on its resource. `arn_parameter`: the parameter of the
    templates with the ARNs of its resources. `metric_seconds`: the seconds that a value of its
    consumption metric is a sum over; 1 for none. `silent_when_idle`: its consumption metric has no
    values while it is not used. `learns_demand`: its consumption is in units of the
    level, so a demand can be learned. `default_quota`: the most units of one resource that AWS
    documents.
    """

    scalable: frozenset[str] = frozenset()
    auto_scalable: bool = False
    nouns: str = "resources"
    actions: tuple[str, ...] = ()
    arn_parameter: str = "CapacityArns"
    metric_seconds: int = 1
    silent_when_idle: bool = False
    learns_demand: bool = True
    default_quota: int | None = None

    @property
    def service(self) -> str:
        """The service's namespace, such as `dynamodb`."""
        return min(self.scalable).partition(":")[0]

    @abstractmethod
    def dimensions(self, name: str, target: object) -> Iterator[Dimension]:
        """The dimensions of a target of the calendar; none if it is not of this kind."""

    @abstractmethod
    def read(
        self, clients: Clients, resource: Resource, dimensions: Collection[Dimension]
    ) -> Mapping[Dimension, Capacity | Outcome]:
        """Read the capacity of a resource's dimensions; a failed read leaves its outcome."""

    @abstractmethod
    def change(
        self, clients: Clients, resource: Resource, requests: Sequence[ScalingRequest]
    ) -> Mapping[Dimension, Outcome]:
        """Request capacity, all up or all down, in as few calls as possible; return failures.

        Each request has `units` or `warm`.
        """

    def set_bounds(self, clients: Clients, request: ScalingRequest) -> Outcome | None:
        """Set minimum and maximum, for a kind that has them; return the failure."""
        return None

    def target_of(self, resource: str, scalable: str) -> TargetName | None:
        """The target that names a resource; None where discovery reads the service itself."""
        return None

    def arns(self, resource: Resource) -> tuple[tuple[str, str], ...]:
        """The service and the name in each ARN of a resource: `dynamodb` and `table/prices`."""
        return ((resource.service, resource.name),)

    @abstractmethod
    def metrics(self, dimension: Dimension) -> tuple[Metric | None, Metric | None]:
        """The metrics of consumption and of refused requests, by the minute; None without one."""

    def more_consumption(self, dimension: Dimension) -> tuple[Metric, float] | None:
        """Another metric of consumption, and its value for one unit; the higher use counts."""
        return None

    def account_quota(self, clients: Clients, place: Place) -> AccountQuota | Outcome | None:
        """The quota that all resources of the kind share; None for none that a call shows."""
        return None

    def discovered(self, clients: Clients, place: Place) -> Iterator[tuple[TargetName, int]]:
        """The resources of an account with their capacity; none where auto scaling lists them."""
        yield from ()

    def reviewed(self, dimension: Dimension) -> Mapping[str, Metric]:
        """The metrics of a review by role: `used`, `throttled`; `used more` and `spillover`."""
        used, throttled = self.metrics(dimension)
        more = self.more_consumption(dimension)
        named = {"used": used, "throttled": throttled, "used more": more[0] if more else None}
        return {role: metric for role, metric in named.items() if metric}

    @abstractmethod
    def consumption(self, consumed: Iterable[float], refused: Iterable[float]) -> RecentConsumption:
        """The consumption in some minutes of `metrics`."""

    def consumption_of(
        self,
        consumed: Minutes | Outcome,
        refused: Minutes | Outcome,
        more: Minutes | Outcome | None = None,
        divisor: float = 1,
    ) -> RecentConsumption | Outcome:
        """The consumption in some minutes as read; an outcome if it is unknown.

        Silence is not zero, unless the kind's metric is silent when idle. `more`: the values of
        `more_consumption`; `divisor` makes units of them.
        """
        if isinstance(consumed, Outcome):
            return consumed
        if isinstance(refused, Outcome):
            return refused
        if not consumed and not self.silent_when_idle:
            return Outcome(Code.WAITING, "CloudWatch has none of the last minutes")
        use = self.consumption(consumed.values(), refused.values())
        if isinstance(more, Outcome):
            return more
        return replace(use, peak=max(use.peak, max((more or {}).values(), default=0) / divisor))


def needed_by(level: Level) -> str:
    """A level with the fixtures that need it, as part of a sentence."""
    names = " and ".join(fixture.name for fixture in level.because)
    return f"{level.value} needed by {names}" if names else f"{level.value} needed"
