"""Properties of a simulated function."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

_NONE: Mapping[str, int] = MappingProxyType({})


class Placement(StrEnum):
    """The container of a request that finds none idle.

    BOUND: it waits for the new container that it started. HANDED_OVER: it takes the container that
    frees or starts first; its own then serves another request or is idle.
    """

    BOUND = "bound"
    HANDED_OVER = "handed over"


@dataclass(frozen=True, slots=True)
class Traits:
    """Properties of a function.

    `state` is the State of GetFunctionConfiguration. An Inactive function is Pending from its first
    invocation, and Active after `wakes`. `starts` is the initialisation time of a container, in
    real time, because senders measure real time; each takes up to `starts_vary` longer. `managed`:
    runs on Lambda Managed Instances. `durable`: a durable function. `per_tenant`: its containers
    belong to single tenants. `provisioned` is provisioned concurrency by qualifier, READY from the
    beginning. `fails`: initialisation fails for concurrency provisioned later.
    """

    state: str = "Active"
    wakes: timedelta = timedelta(minutes=1)
    starts: timedelta = timedelta()
    starts_vary: timedelta = timedelta()
    placement: Placement = Placement.BOUND
    snap_start: bool = False
    managed: bool = False
    durable: bool = False
    per_tenant: bool = False
    json_logs: bool = False
    provisioned: Mapping[str, int] = field(default=_NONE)
    fails: bool = False


ORDINARY = Traits()
