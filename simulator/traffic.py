"""A minute of traffic, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from simulator.functions import Served
from simulator.throughput import Consumption

TableDimension = tuple[str, str]
"""A table and its dimension: `("prices", "by-fixture.write")`."""
Qualified = tuple[str, str]
"""A function and its qualifier: `("pricing", "live")`."""


@dataclass(frozen=True, slots=True)
class Load:
    """A minute of traffic: capacity units a second, and requests at once."""

    units: Mapping[TableDimension, float] = field(default_factory=dict)
    requests: Mapping[Qualified, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Minute:
    """What became of a minute's load: units of tables, requests of functions."""

    units: Mapping[TableDimension, Consumption]
    requests: Mapping[Qualified, Served]
