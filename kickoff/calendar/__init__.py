"""The calendar: models of its file, loading, and the fixtures made from it."""

from kickoff.calendar.loading.load import load
from kickoff.calendar.model.base_target import BaseTarget, DemandSource, Drift
from kickoff.calendar.model.calendar import Calendar
from kickoff.calendar.model.pings import Guard
from kickoff.calendar.model.problems import ConfigError, Problem
from kickoff.calendar.model.service_targets import (
    AuroraTarget,
    EcsTarget,
    ElastiCacheTarget,
    KeyspacesTarget,
    RegisteredTarget,
    SageMakerTarget,
    StreamTarget,
)
from kickoff.calendar.model.targets import Billing, FunctionTarget, TableTarget, Warm

__all__ = [
    "AuroraTarget",
    "BaseTarget",
    "Billing",
    "Calendar",
    "ConfigError",
    "DemandSource",
    "Drift",
    "EcsTarget",
    "ElastiCacheTarget",
    "FunctionTarget",
    "Guard",
    "KeyspacesTarget",
    "Problem",
    "RegisteredTarget",
    "SageMakerTarget",
    "StreamTarget",
    "TableTarget",
    "Warm",
    "load",
]
