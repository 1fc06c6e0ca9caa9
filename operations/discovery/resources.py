"""The tables and functions of an account, with the values that a calendar needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from operations.guard_layer import GuardSettings


@dataclass(frozen=True, slots=True)
class DimensionUsage:
    """A table dimension, in capacity units per second; `peak` is the mean of the busiest minute.

    `minimum` and `maximum` are the bounds of auto scaling; None without auto scaling.
    """

    provisioned: int
    peak: float = 0
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class DiscoveredTable:
    """A table; its dimensions have the calendar's names: `read`, `INDEX.write`."""

    name: str
    on_demand: bool = False
    dimensions: Mapping[str, DimensionUsage] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DiscoveredFunction:
    """A function; `peak` is its highest number of concurrent requests.

    `qualifiers` are its aliases, `reserved` is its reserved concurrency, `guard` has the settings
    that show a guard.
    """

    name: str
    memory: int
    qualifiers: tuple[str, ...] = ()
    peak: float = 0
    reserved: int | None = None
    guard: GuardSettings = field(default_factory=GuardSettings)
