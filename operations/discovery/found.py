"""What was found in an account, as far as a calendar cares."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Throughput:
    """Capacity units a second of one dimension; `peak` is the busiest minute's mean.

    `least` and `most` are what auto scaling keeps to; None without it.
    """

    provisioned: int
    peak: float = 0
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table; dimensions as a calendar names them: `read`, `INDEX.write`."""

    name: str
    on_demand: bool = False
    dimensions: Mapping[str, Throughput] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Function:
    """A function; `peak` is the most requests at once of any minute.

    `qualifiers` are its aliases, `reserved` what its concurrency is limited to.
    """

    name: str
    memory: int
    qualifiers: tuple[str, ...] = ()
    peak: float = 0
    reserved: int | None = None
