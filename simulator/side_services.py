"""Contents of the small services: events, schedules, objects, stacks, alarms and messages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class SimulatedStack:
    """The outputs, parameters and template of a stack of CloudFormation."""

    outputs: Mapping[str, str]
    parameters: Mapping[str, str] = field(default_factory=dict)
    template: str = "{}"
    created: datetime = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SimulatedAlarm:
    """A metric alarm that somebody created. `actions` are ARNs of topics."""

    state: str = "OK"
    enabled: bool = True
    actions: tuple[str, ...] = ()


@dataclass(slots=True)
class SimulatedTopic:
    """A topic of SNS: the addresses that subscribe, and the messages so far.

    `confirmed` says whether an address has confirmed its subscription.
    """

    confirmed: dict[str, bool] = field(default_factory=dict)
    messages: list[Mapping[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class SideServices:
    """Events by bus, schedule expressions by name, objects by bucket and key, and parameters.

    `stacks` are those of CloudFormation, by name, and `alarms` those of CloudWatch. `topics` are
    those of SNS, by ARN. `denied` are the ARNs of principals with the actions that IAM denies them.
    """

    buses: dict[str, list[Mapping[str, Any]]] = field(default_factory=lambda: {"default": []})
    events_taken: int = 0
    schedules: dict[str, str] = field(default_factory=dict)
    buckets: dict[str, dict[str, bytes]] = field(default_factory=dict)
    parameters: dict[str, dict[str, Any]] = field(default_factory=dict)
    stacks: dict[str, SimulatedStack] = field(default_factory=dict)
    alarms: dict[str, SimulatedAlarm] = field(default_factory=dict)
    topics: dict[str, SimulatedTopic] = field(default_factory=dict)
    denied: set[tuple[str, str]] = field(default_factory=set)
