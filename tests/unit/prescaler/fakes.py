"""In-memory capacity with the behaviour of the real services, and faults."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from prescaler.model import (
    Activity,
    Capacity,
    Code,
    Dimension,
    Failure,
    Limits,
    Observed,
    RecentConsumption,
    Resource,
    ScalingRequest,
    ScheduledAction,
)
from prescaler.model import Outcome as Failed
from prescaler.resources.registry import KINDS
from tests.unit.prescaler.faults import Faults


@dataclass
class Live:
    """A registered dimension."""

    minimum: int
    maximum: int
    provisioned: int


@dataclass
class FakeScaling:
    """Tables under auto scaling: ACTIVE, or UPDATING until `settle`. One update at a time.

    `registered` are the calls that arrived: dimension, minimum, maximum; `updated` the updates of
    tables: units by dimension.
    """

    faults: Faults = field(default_factory=Faults)
    live: dict[Dimension, Live] = field(default_factory=dict)
    registered: list[tuple[Dimension, int, int | None]] = field(default_factory=list)
    updated: list[dict[Dimension, int]] = field(default_factory=list)
    actions: dict[Dimension, dict[str, ScheduledAction]] = field(default_factory=dict)
    fired: set[str] = field(default_factory=set)
    acted: dict[Dimension, Activity] = field(default_factory=dict)
    used: dict[Dimension, RecentConsumption] = field(default_factory=dict)
    observations: list[frozenset[Dimension]] = field(default_factory=list)
    decreases: int = 0
    decreased: datetime | None = None
    warm: int | None = None
    warmed: list[dict[Dimension, int]] = field(default_factory=list)
    arns: dict[Dimension, str] = field(default_factory=dict)
    replicas: dict[Dimension, tuple[str, ...]] = field(default_factory=dict)
    instant: bool = False
    without_scaling: set[Dimension] = field(default_factory=set)
    _pending: dict[str, dict[Dimension, int]] = field(default_factory=dict)

    def add(self, dimension: Dimension, minimum: int, maximum: int = 4000) -> None:
        self.live[dimension] = Live(minimum, maximum, minimum)

    def observe(self, dimensions: Collection[Dimension]) -> dict[Dimension, Observed]:
        self.observations.append(frozenset(dimensions))
        return {
            each: KINDS.observed(each, self._limits(each), self._capacity(each))
            for each in dimensions
        }

    def consumption(
        self, dimensions: Collection[Dimension], at: datetime
    ) -> dict[Dimension, RecentConsumption | Failed]:
        """The consumption of each from `used`; zero by default."""
        assert at.tzinfo is not None
        try:
            self.faults.after("use", self.faults.before("use"))
        except Failure as failure:
            return dict.fromkeys(dimensions, failure.outcome)
        return {each: self.used.get(each, RecentConsumption(0, 0)) for each in dimensions}

    def activities(self, dimensions: Collection[Dimension]) -> dict[Dimension, Activity]:
        return {each: self.acted[each] for each in dimensions if each in self.acted}

    def scheduled_actions(self, dimension: Dimension) -> set[str]:
        return set(self.actions.get(dimension, {}))

    def replace_scheduled_actions(
        self, dimension: Dimension, new: Sequence[ScheduledAction], old: Sequence[str]
    ) -> None:
        met = self.faults.before("arm")
        actions = self.actions.setdefault(dimension, {})
        actions.update({each.name: each for each in new})
        for name in old:
            actions.pop(name, None)
        self.faults.after("arm", met)

    def fire(self, at: datetime) -> None:
        """Run the scheduled actions due until an instant, in order."""
        due = sorted(
            (
                (action.at, dimension.key, dimension, action)
                for dimension, actions in self.actions.items()
                for action in actions.values()
                if action.at <= at and action.name not in self.fired
            ),
            key=lambda each: each[:2],
        )
        for _, _, dimension, action in due:
            self.fired.add(action.name)
            maximum = self.live[dimension].maximum if action.maximum is None else action.maximum
            self.set_by_somebody(dimension, action.minimum, maximum)

    def apply(
        self, resource: Resource, requests: Sequence[ScalingRequest]
    ) -> dict[Dimension, Failed]:
        """Apply the units in one update, then the bounds, as the real adapter does."""
        failed: dict[Dimension, Failed] = {}
        units = {
            request.dimension: request.units for request in requests if request.units is not None
        }
        try:
            if units:
                self._provide(resource.name, units)
        except Failure as failure:
            failed |= dict.fromkeys(units, failure.outcome)
        if warm := {
            request.dimension: request.warm for request in requests if request.warm is not None
        }:
            self.warmed.append(warm)
            self.warm = max(warm.values())
        for request in requests:
            if request.bounds is None or not request.observed.kind.has_bounds:
                continue
            keeps = request.observed.limits
            same = isinstance(keeps, Limits) and keeps.maximum == request.bounds.maximum
            try:
                self.register(
                    request.dimension,
                    request.bounds.minimum,
                    None if same else request.bounds.maximum,
                )
            except Failure as failure:
                failed[request.dimension] = failure.outcome
        return failed

    def _provide(self, table: str, units: dict[Dimension, int]) -> None:
        met = self.faults.before("update")
        if table in self._pending:
            raise Failure(Failed(Code.BUSY, "the table is being updated"))
        self.updated.append(units)
        self._pending[table] = units
        if self.instant:
            self.settle()
        self.faults.after("update", met)

    def register(self, dimension: Dimension, minimum: int, maximum: int | None = None) -> None:
        met = self.faults.before("register")
        self.registered.append((dimension, minimum, maximum))
        live = self.live[dimension]
        maximum = live.maximum if maximum is None else maximum
        if maximum < minimum:
            raise Failure(Failed(Code.INVALID, "Maximum capacity cannot be less than minimum"))
        self.set_by_somebody(dimension, minimum, maximum)
        self.faults.after("register", met)

    def set_by_somebody(self, dimension: Dimension, minimum: int, maximum: int) -> None:
        """Set bounds; on an ACTIVE table the capacity is brought inside them."""
        live = self.live[dimension]
        live.minimum, live.maximum = minimum, maximum
        wanted = min(max(live.provisioned, minimum), maximum)
        if wanted != live.provisioned and dimension.group.name not in self._pending:
            self._pending[dimension.group.name] = {dimension: wanted}
        if self.instant:
            self.settle()

    def settle(self) -> None:
        """Finish the updates in progress."""
        for changes in self._pending.values():
            for dimension, units in changes.items():
                self.live[dimension].provisioned = units
        self._pending.clear()

    def update(self, dimension: Dimension, units: int) -> None:
        """Begin an update, as auto scaling or somebody else does."""
        self._pending[dimension.group.name] = {dimension: units}

    def _limits(self, dimension: Dimension) -> Limits | Failed:
        try:
            self.faults.after("limits", self.faults.before("limits"))
        except Failure as failure:
            return failure.outcome
        if dimension not in self.live or dimension in self.without_scaling:
            return Failed(Code.NOT_AUTOSCALED, "no scalable target is registered")
        return Limits(self.live[dimension].minimum, self.live[dimension].maximum)

    def _capacity(self, dimension: Dimension) -> Capacity | Failed:
        try:
            self.faults.after("capacity", self.faults.before("capacity"))
        except Failure as failure:
            return failure.outcome
        if dimension not in self.live:
            return Failed(Code.NOT_FOUND, "no such table")
        active = dimension.group.name not in self._pending
        return Capacity(
            self.live[dimension].provisioned,
            active,
            other=1,
            warm=self.warm,
            decreases=self.decreases,
            decreased=self.decreased,
            arn=self.arns.get(dimension),
            replicas=self.replicas.get(dimension, ()),
        )
