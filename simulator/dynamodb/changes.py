"""Changes of a table: the parameters of CreateTable and UpdateTable."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from simulator.dynamodb.throughput import TableUnits

PartName = str | None
"""The name of an index; None for the table itself."""


class BillingMode(StrEnum):
    """`BillingMode`."""

    PROVISIONED = "PROVISIONED"
    ON_DEMAND = "PAY_PER_REQUEST"


@dataclass(frozen=True, slots=True)
class OnDemandCaps:
    """`OnDemandThroughput`: the highest units a second of an on-demand part; None for no cap."""

    read: int | None = None
    write: int | None = None

    def updated(self, read: int | None, write: int | None) -> "OnDemandCaps":
        """The caps after UpdateTable: None keeps a cap, -1 removes it."""
        return OnDemandCaps(
            self.read if read is None else read, self.write if write is None else write
        )

    def removed(self) -> "OnDemandCaps":
        """The caps without those that -1 removes."""
        return OnDemandCaps(*(None if each == NO_CAP else each for each in (self.read, self.write)))


NO_CAP = -1


@dataclass(frozen=True, slots=True)
class WarmRequest:
    """`WarmThroughput`; None keeps a value."""

    read: int | None = None
    write: int | None = None


@dataclass(frozen=True, slots=True)
class PartUpdate:
    """The changes of one call to a part; None keeps a value."""

    units: TableUnits | None = None
    warm: WarmRequest | None = None
    caps: OnDemandCaps | None = None


@dataclass(frozen=True, slots=True)
class NewIndex:
    """An index to add; `schema` is its KeySchema and Projection."""

    name: str
    throughput: PartUpdate
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TableChange:
    """The changes of one UpdateTable; None keeps a value."""

    updates: Mapping[PartName, PartUpdate] = field(default_factory=dict)
    billing: BillingMode | None = None
    created: NewIndex | None = None
    deleted: str | None = None
    stream: Mapping[str, Any] | None = None
    table_class: str | None = None
    protected: bool | None = None
