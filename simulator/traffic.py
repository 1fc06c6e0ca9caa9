"""A minute of traffic and its result."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from simulator.cloudwatch import TableDimension
from simulator.dynamodb.throughput import UnitsServed
from simulator.lambda_.service import RequestsServed

QualifiedFunction = tuple[str, str]
"""A function and its qualifier: `("pricing", "live")`."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """A minute of traffic: capacity units a second, and concurrent requests."""

    units: Mapping[TableDimension, float] = field(default_factory=dict)
    requests: Mapping[QualifiedFunction, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MinuteServed:
    """The result of a minute of traffic: units of tables, requests of functions."""

    units: Mapping[TableDimension, UnitsServed]
    requests: Mapping[QualifiedFunction, RequestsServed]
