"""Contents of the small services: events, schedules, objects, parameters and stacks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class SimulatedStack:
    """The outputs and parameters of a stack of CloudFormation."""

    outputs: Mapping[str, str]
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class SideServices:
    """Events by bus, schedule expressions by name, objects by bucket and key, and parameters.

    `stacks` are those of CloudFormation, by name.
    """

    buses: dict[str, list[Mapping[str, Any]]] = field(default_factory=lambda: {"default": []})
    events_taken: int = 0
    schedules: dict[str, str] = field(default_factory=dict)
    buckets: dict[str, dict[str, bytes]] = field(default_factory=dict)
    parameters: dict[str, dict[str, Any]] = field(default_factory=dict)
    stacks: dict[str, SimulatedStack] = field(default_factory=dict)
