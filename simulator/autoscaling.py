"""Application Auto Scaling for tables: scalable targets, their bounds and target tracking."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from simulator.errors import ServiceError, invalid
from simulator.tables import Table
from simulator.tracking import Policy, Tracking

_KINDS = {"ReadCapacityUnits": "read", "WriteCapacityUnits": "write"}


class Scalable(NamedTuple):
    """What a scalable target is of: `table/prices`, `dynamodb:table:ReadCapacityUnits`."""

    resource: str
    dimension: str

    @classmethod
    def of(cls, table: str, dimension: str) -> "Scalable":
        """The names of a table's dimension: `read`, `write`, `INDEX.read`, `INDEX.write`."""
        index, _, kind = dimension.rpartition(".")
        resource = f"table/{table}/index/{index}" if index else f"table/{table}"
        name = next(name for name, ours in _KINDS.items() if ours == kind)
        return cls(resource, f"dynamodb:{'index' if index else 'table'}:{name}")

    def located(self) -> tuple[str, str]:
        """The table and its dimension.

        Raises:
            ServiceError: ValidationException, if the two names do not go together.
        """
        match self.resource.split("/"), self.dimension.split(":"):
            case ["table", table], ["dynamodb", "table", name] if name in _KINDS:
                return table, _KINDS[name]
            case ["table", table, "index", index], ["dynamodb", "index", name] if name in _KINDS:
                return table, f"{index}.{_KINDS[name]}"
            case _:
                raise invalid("Unsupported service namespace, resource type or scalable dimension")

    def __str__(self) -> str:
        return (
            f"service namespace: dynamodb, resource ID: {self.resource}, "
            f"scalable dimension: {self.dimension}"
        )


@dataclass(slots=True)
class ScalableTarget:
    """A registered dimension with its bounds, and its policy where it has one."""

    minimum: int
    maximum: int
    created: datetime
    tracking: Tracking
    policy: Policy | None = None


class AutoScaling:
    """Scalable targets of an account, acting on its tables."""

    def __init__(self, tables: Mapping[str, Table], reaction: timedelta) -> None:
        self._tables = tables
        self._reaction = reaction
        self.targets: dict[Scalable, ScalableTarget] = {}

    def register(
        self, scalable: Scalable, minimum: int | None, maximum: int | None, now: datetime
    ) -> None:
        """RegisterScalableTarget: a bound that is None stays as it was.

        An ACTIVE table's capacity is brought inside the bounds, even when none is passed. While the
        table is UPDATING the bounds are kept and its capacity is left alone, then and later.

        Raises:
            ServiceError: ValidationException.
        """
        table, dimension = self._locate(scalable)
        known = self.targets.get(scalable)
        if known is not None:
            minimum = known.minimum if minimum is None else minimum
            maximum = known.maximum if maximum is None else maximum
        if minimum is None or maximum is None:
            raise invalid(
                "Minimum and maximum capacity are required to register a new scalable target"
            )
        if min(minimum, maximum) < 0:
            raise invalid("Minimum capacity and maximum capacity cannot be negative")
        if maximum < minimum:
            raise invalid("Maximum capacity cannot be less than minimum capacity")
        if known is None:
            known = ScalableTarget(minimum, maximum, now, Tracking(self._reaction))
            self.targets[scalable] = known
        known.minimum, known.maximum = minimum, maximum
        capacity = table.capacity(dimension, now)
        self._bring(table, dimension, known, capacity, now)

    def deregister(self, scalable: Scalable) -> None:
        """DeregisterScalableTarget: its policy goes with it.

        Raises:
            ServiceError: ObjectNotFoundException.
        """
        if self.targets.pop(scalable, None) is None:
            raise ServiceError(
                "ObjectNotFoundException", f"No scalable target found for {scalable}"
            )

    def put_policy(self, scalable: Scalable, policy: Policy) -> None:
        """PutScalingPolicy.

        Raises:
            ServiceError: ObjectNotFoundException.
        """
        if scalable not in self.targets:
            raise ServiceError(
                "ObjectNotFoundException", f"No scalable target registered for {scalable}"
            )
        self.targets[scalable].policy = policy

    def track(self, consumed: Mapping[tuple[str, str], float], now: datetime) -> None:
        """Act on a minute's consumption: units by table and dimension; what is missing is 0."""
        for target, policy, table, dimension in self._tracked():
            capacity = table.capacity(dimension, now)
            units = consumed.get((table.name, dimension), 0)
            wish = target.tracking.wish(policy, capacity, units)
            if wish is not None and self._bring(table, dimension, target, wish, now):
                target.tracking.start_over()

    def _tracked(self) -> Iterator[tuple[ScalableTarget, Policy, Table, str]]:
        for scalable, target in self.targets.items():
            if target.policy is not None:
                yield target, target.policy, *self._locate(scalable)

    def _bring(
        self, table: Table, dimension: str, target: ScalableTarget, wish: int, now: datetime
    ) -> bool:
        """Bring capacity to a wish, inside the bounds.

        False where the table is UPDATING or has no decrease left: a failed scaling activity, of
        which the caller of the service never learns.
        """
        units = min(max(wish, target.minimum), target.maximum)
        if units != table.capacity(dimension, now):
            try:
                table.set_capacity(dimension, units, now)
            except ServiceError:
                return False
        return True

    def _locate(self, scalable: Scalable) -> tuple[Table, str]:
        name, dimension = scalable.located()
        table = self._tables.get(name)
        index = dimension.rpartition(".")[0] or None
        if table is None or index not in table.parts:
            kind = "table" if index is None else "index"
            raise invalid(f"DynamoDB {kind} does not exist: {scalable.resource}")
        return table, dimension
