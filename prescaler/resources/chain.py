"""A fixture's chain: every link that it demands, and the time that each needs to get ready."""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from kickoff.calendar import Calendar
from kickoff.timeline import Fixture, Key
from prescaler.resources.cold_lead import cold_lead
from prescaler.resources.registry import KINDS

_NONE = timedelta(0)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One dimension that a fixture demands: its level, and the lead of a raise from the baseline.

    A resource that is warm already, or raised for a fixture before, needs less.
    """

    key: Key
    level: int
    lead: timedelta

    @property
    def name(self) -> str:
        """The target and its dimension: `prices.read`."""
        return ".".join(self.key)


@dataclass(frozen=True, slots=True)
class Chain:
    """The links of a fixture, in the order of the calendar."""

    fixture: Fixture
    links: tuple[ChainLink, ...]

    @property
    def slowest(self) -> ChainLink | None:
        """The link with the longest lead; None if none has one."""
        slow = max(self.links, key=lambda each: each.lead, default=None)
        return slow if slow and slow.lead else None

    def describe_slowest(self) -> str:
        """The slowest link with its lead in minutes, or that all are instant."""
        slow = self.slowest
        return f"{slow.name}, {ceil(slow.lead / _MINUTE)} min" if slow else "all are instant"


def joins_targets(fixture: Fixture) -> bool:
    """Return whether a fixture demands several targets: one target alone is no chain."""
    return len({key.target for key, demand in fixture.demand.items() if demand}) > 1


def chain_of(fixture: Fixture, calendar: Calendar) -> Chain:
    """The chain of a fixture, with the highest levels of all fixtures together in its window."""
    levels: dict[Key, int] = {}
    for step in calendar.steps(fixture.opens, fixture.closes):
        if fixture.demand.get(step.key):
            levels[step.key] = max(step.level.value, levels.get(step.key, 0))
    links = (ChainLink(key, level, _lead(key, levels, calendar)) for key, level in levels.items())
    return Chain(fixture, tuple(links))


def _lead(key: Key, levels: dict[Key, int], calendar: Calendar) -> timedelta:
    """The lead of a link from its baseline; none of pings, which need no more than their start."""
    target = calendar.targets[key.target]
    dimension = KINDS.dimension(key, target)
    if dimension is None:
        return _NONE
    companion = KINDS.of(dimension).companion(dimension)
    beside = levels.get(companion) if companion else None
    return cold_lead(dimension, target, calendar.bounds[key].baseline, levels[key], beside)
