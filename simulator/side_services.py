"""Contents of the small services: EventBridge, EventBridge Scheduler, S3 and Parameter Store."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class SideServices:
    """Events by bus, schedule expressions by name, objects by bucket and key, and parameters."""

    buses: dict[str, list[Mapping[str, Any]]] = field(default_factory=lambda: {"default": []})
    events_taken: int = 0
    schedules: dict[str, str] = field(default_factory=dict)
    buckets: dict[str, dict[str, bytes]] = field(default_factory=dict)
    parameters: dict[str, dict[str, Any]] = field(default_factory=dict)
