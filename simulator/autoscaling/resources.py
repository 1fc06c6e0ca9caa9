"""Resources that Application Auto Scaling can scale, and their names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from simulator.dynamodb.table import SimulatedTable, parted
from simulator.errors import ServiceError, invalid
from simulator.lambda_.service import LambdaService

SERVICE_NAMESPACES = frozenset(
    (
        *("appstream", "cassandra", "comprehend", "custom-resource", "ec2", "ecs", "elasticache"),
        *("elasticmapreduce", "neptune", "rds", "sagemaker", "workspaces"),
    )
)
_KINDS = {"ReadCapacityUnits": "read", "WriteCapacityUnits": "write"}


class ScalableId(NamedTuple):
    """Names of a scalable target: `table/prices` and `dynamodb:table:ReadCapacityUnits`."""

    resource: str
    dimension: str

    @classmethod
    def of(cls, table: str, dimension: str) -> "ScalableId":
        """The names for a table's dimension: `read`, `write`, `INDEX.read`, `INDEX.write`."""
        index, _, kind = dimension.rpartition(".")
        resource = f"table/{table}/index/{index}" if index else f"table/{table}"
        metric = next(name for name, each in _KINDS.items() if each == kind)
        return cls(resource, f"dynamodb:{'index' if index else 'table'}:{metric}")

    @property
    def namespace(self) -> str:
        """The service, such as `dynamodb`."""
        return self.dimension.partition(":")[0]

    def located(self) -> tuple[str, str]:
        """The table and its dimension, the function and its alias, or any other two names.

        Raises:
            ServiceError: ValidationException if the two names do not match.
        """
        match self.resource.replace(":", "/").split("/"), self.dimension.split(":"):
            case ["table", table], ["dynamodb", "table", name] if name in _KINDS:
                return table, _KINDS[name]
            case ["table", table, "index", index], ["dynamodb", "index", name] if name in _KINDS:
                return table, f"{index}.{_KINDS[name]}"
            case ["function", function, alias], ["lambda", "function", "ProvisionedConcurrency"]:
                return function, alias
            case _ if self.namespace in SERVICE_NAMESPACES:
                return self.resource, self.dimension
            case _:
                raise invalid("Unsupported service namespace, resource type or scalable dimension")

    def __str__(self) -> str:
        return (
            f"service namespace: {self.namespace}, resource ID: {self.resource}, "
            f"scalable dimension: {self.dimension}"
        )


@dataclass(frozen=True, slots=True)
class TableCapacity:
    """Read or write capacity of a table or an index."""

    table: SimulatedTable
    dimension: str

    @property
    def noun(self) -> str:
        """The name of its capacity in activities."""
        return f"{self.dimension.rpartition('.')[2]} capacity units"

    def capacity(self, now: datetime) -> int:
        """Units a second in force."""
        return self.table.capacity(self.dimension, now)

    def active(self, now: datetime) -> bool:
        """Return whether the table, and the index of an index's dimension, are ACTIVE."""
        return self.table.active(now, parted(self.dimension)[0])

    def set_capacity(self, capacity: int, now: datetime) -> None:
        """UpdateTable; ServiceError if the table refuses."""
        self.table.set_capacity(self.dimension, capacity, now)


@dataclass(frozen=True, slots=True)
class AliasConcurrency:
    """Provisioned concurrency of an alias."""

    functions: LambdaService
    function: str
    qualifier: str
    noun: str = "provisioned concurrency"

    def capacity(self, now: datetime) -> int:  # noqa: ARG002 (as TableCapacity)
        """The concurrency last requested; 0 without a configuration."""
        return self.functions[self.function].provisioning.requested(self.qualifier)

    def active(self, now: datetime) -> bool:  # noqa: ARG002 (as TableCapacity)
        """Return True: it can be requested at any time."""
        return True

    def set_capacity(self, capacity: int, now: datetime) -> None:
        """PutProvisionedConcurrencyConfig, or DeleteProvisionedConcurrencyConfig for 0."""
        if capacity:
            self.functions.provision(self.function, self.qualifier, capacity, now)
        else:
            self.functions[self.function].provisioning.delete(self.qualifier)


class ScalableResource(Protocol):
    """Capacity that auto scaling keeps between two bounds."""

    @property
    def noun(self) -> str:
        """The name of its capacity in activities."""
        ...

    def capacity(self, now: datetime) -> int:
        """The capacity that auto scaling compares with the bounds."""
        ...

    def active(self, now: datetime) -> bool:
        """Return whether it takes a change."""
        ...

    def set_capacity(self, capacity: int, now: datetime) -> None:
        """Change it; ServiceError if it refuses."""
        ...


def locate(
    scalable: ScalableId,
    tables: Mapping[str, SimulatedTable],
    functions: LambdaService,
    services: Mapping[ScalableId, ScalableResource],
) -> ScalableResource:
    """The resource with these names.

    Raises:
        ServiceError: ValidationException if it does not exist or cannot be scaled.
    """
    name, part = scalable.located()
    if scalable.namespace in SERVICE_NAMESPACES:
        if scalable not in services:
            raise invalid(f"The resource does not exist: {scalable.resource}")
        return services[scalable]
    if scalable.namespace == "lambda":
        return _alias(functions, scalable, name, part)
    table = tables.get(name)
    index = part.rpartition(".")[0] or None
    if table is None or index not in table.parts:
        kind = "table" if index is None else "index"
        raise invalid(f"DynamoDB {kind} does not exist: {scalable.resource}")
    if table.on_demand:
        raise invalid(f"DynamoDB table is in PAY_PER_REQUEST mode: {scalable.resource}")
    return TableCapacity(table, part)


def _alias(
    functions: LambdaService, scalable: ScalableId, function: str, qualifier: str
) -> AliasConcurrency:
    try:
        functions[function].pool(qualifier)
    except ServiceError as error:
        raise invalid(f"Function does not exist: {scalable.resource}") from error
    return AliasConcurrency(functions, function, qualifier)
