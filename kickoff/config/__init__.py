"""The calendar: its models, its loading, and the timeline's input made from it."""

from kickoff.config.calendar import Calendar
from kickoff.config.guards import Guard
from kickoff.config.load import load
from kickoff.config.problems import ConfigError, Problem
from kickoff.config.targets import (
    Capacity,
    Concurrency,
    DemandSource,
    Drift,
    FunctionTarget,
    IndexCapacity,
    TableTarget,
    Warm,
)

__all__ = [
    "Calendar",
    "Capacity",
    "Concurrency",
    "ConfigError",
    "DemandSource",
    "Drift",
    "FunctionTarget",
    "Guard",
    "IndexCapacity",
    "Problem",
    "TableTarget",
    "Warm",
    "load",
]
