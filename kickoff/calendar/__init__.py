"""The calendar: models of its file, loading, and the fixtures made from it."""

from kickoff.calendar.loading.load import load
from kickoff.calendar.model.calendar import Calendar
from kickoff.calendar.model.pings import Guard
from kickoff.calendar.model.problems import ConfigError, Problem
from kickoff.calendar.model.targets import (
    Billing,
    DemandSource,
    Drift,
    FunctionTarget,
    TableTarget,
    Warm,
)

__all__ = [
    "Billing",
    "Calendar",
    "ConfigError",
    "DemandSource",
    "Drift",
    "FunctionTarget",
    "Guard",
    "Problem",
    "TableTarget",
    "Warm",
    "load",
]
