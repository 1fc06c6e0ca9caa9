"""What a function is like, apart from its name and its limit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType

_NONE: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Traits:
    """How a function is deployed.

    `state` is as GetFunctionConfiguration tells it; an Inactive one is Pending from its first
    invocation and Active after `wakes`. `starts` is how long a container initialises, in real time
    as senders measure it. `managed`: on Lambda Managed Instances. `provisioned` is by qualifier
    and READY from the beginning. `fails`: what is provisioned later does not come up.
    """

    state: str = "Active"
    wakes: timedelta = timedelta(minutes=1)
    starts: timedelta = timedelta()
    snap_start: bool = False
    managed: bool = False
    json_logs: bool = False
    provisioned: Mapping[str, int] = field(default=_NONE)
    fails: bool = False


ORDINARY = Traits()
