"""What Application Auto Scaling can scale: its names, and the resources behind them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from simulator.errors import ServiceError, invalid
from simulator.functions import Functions
from simulator.tables import Table

_KINDS = {"ReadCapacityUnits": "read", "WriteCapacityUnits": "write"}
_WORDS = {"read": "read capacity units", "write": "write capacity units"}


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

    @classmethod
    def of_alias(cls, function: str, qualifier: str) -> "Scalable":
        """The names of an alias' provisioned concurrency."""
        return cls(f"function:{function}:{qualifier}", "lambda:function:ProvisionedConcurrency")

    @property
    def namespace(self) -> str:
        """`dynamodb` or `lambda`."""
        return self.dimension.partition(":")[0]

    def located(self) -> tuple[str, str]:
        """The table and its dimension, or the function and its alias.

        Raises:
            ServiceError: ValidationException, if the two names do not go together.
        """
        match self.resource.replace(":", "/").split("/"), self.dimension.split(":"):
            case ["table", table], ["dynamodb", "table", name] if name in _KINDS:
                return table, _KINDS[name]
            case ["table", table, "index", index], ["dynamodb", "index", name] if name in _KINDS:
                return table, f"{index}.{_KINDS[name]}"
            case ["function", function, alias], ["lambda", "function", "ProvisionedConcurrency"]:
                return function, alias
            case _:
                raise invalid("Unsupported service namespace, resource type or scalable dimension")

    def __str__(self) -> str:
        return (
            f"service namespace: {self.namespace}, resource ID: {self.resource}, "
            f"scalable dimension: {self.dimension}"
        )


class Resource(Protocol):
    """What has a capacity that can be set."""

    @property
    def words(self) -> str:
        """As an activity calls it."""
        ...

    def capacity(self, now: datetime) -> int:
        """What is in force."""
        ...

    def active(self, now: datetime) -> bool:
        """Can its capacity be set now?"""
        ...

    def set_capacity(self, capacity: int, now: datetime) -> None:
        """Begin to set it.

        Raises:
            ServiceError: The service behind it refuses.
        """
        ...


@dataclass(frozen=True, slots=True)
class Dimension:
    """Read or write capacity of a table or an index."""

    table: Table
    name: str

    @property
    def words(self) -> str:
        """As an activity calls it."""
        return _WORDS[self.name.rpartition(".")[2]]

    def capacity(self, now: datetime) -> int:
        """Units a second in force."""
        return self.table.capacity(self.name, now)

    def active(self, now: datetime) -> bool:
        """Is the table ACTIVE?"""
        return self.table.active(now)

    def set_capacity(self, capacity: int, now: datetime) -> None:
        """UpdateTable."""
        self.table.set_capacity(self.name, capacity, now)


@dataclass(frozen=True, slots=True)
class Alias:
    """Provisioned concurrency of an alias."""

    functions: Functions
    function: str
    qualifier: str
    words: str = "provisioned concurrency"

    def capacity(self, now: datetime) -> int:  # noqa: ARG002 (of the protocol)
        """What was last asked for; 0 without a configuration."""
        return self.functions[self.function].provisioning.requested(self.qualifier)

    def active(self, now: datetime) -> bool:  # noqa: ARG002 (of the protocol)
        """It can be asked for at any time."""
        return True

    def set_capacity(self, capacity: int, now: datetime) -> None:
        """PutProvisionedConcurrencyConfig, or DeleteProvisionedConcurrencyConfig for 0."""
        if capacity:
            self.functions.provision(self.function, self.qualifier, capacity, now)
        else:
            self.functions[self.function].provisioning.delete(self.qualifier)


def locate(scalable: Scalable, tables: Mapping[str, Table], functions: Functions) -> Resource:
    """The resource behind the names.

    Raises:
        ServiceError: ValidationException: there is none, or it cannot be scaled.
    """
    name, part = scalable.located()
    if scalable.namespace == "lambda":
        return _alias(functions, scalable, name, part)
    table = tables.get(name)
    index = part.rpartition(".")[0] or None
    if table is None or index not in table.parts:
        kind = "table" if index is None else "index"
        raise invalid(f"DynamoDB {kind} does not exist: {scalable.resource}")
    if table.on_demand:
        raise invalid(f"DynamoDB table is in PAY_PER_REQUEST mode: {scalable.resource}")
    return Dimension(table, part)


def _alias(functions: Functions, scalable: Scalable, function: str, qualifier: str) -> Alias:
    try:
        functions[function].pool(qualifier)
    except ServiceError as error:
        raise invalid(f"Function does not exist: {scalable.resource}") from error
    return Alias(functions, function, qualifier)
