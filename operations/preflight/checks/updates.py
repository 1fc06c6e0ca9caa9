"""Tables that an account lets be changed at one time."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from kickoff.timeline import Fixture
from operations.preflight.facts import Facts
from operations.preflight.finding import Code, Finding, concerned
from operations.preflight.grouped import grouped
from operations.preflight.horizon import Horizon
from prescaler.model import Dimension, Resource
from prescaler.resources.table import TableKind

AT_ONCE = TableKind.updates_at_once


def check(horizon: Horizon, facts: Facts) -> Iterator[Finding]:
    """DynamoDB refuses operations on more than 500 tables of an account at a time."""
    tables = [each for each, seen in facts.observed.items() if seen.kind.updates_at_once]
    if len({each.group for each in tables}) <= AT_ONCE:
        return
    for site, own in grouped(tables, lambda each: facts.sites[each.place]).items():
        rises = _rises(horizon, own)
        crowds = sorted(start for start, names in rises.items() if len(names) > AT_ONCE)
        if not crowds:
            continue
        yield Finding(
            Code.UPDATES_AT_ONCE,
            str(site),
            f"{max(len(rises[start]) for start in crowds):,} tables are to be raised at once; "
            f"DynamoDB works on {AT_ONCE} at a time",
            "give profiles different leads, so that some tables are raised earlier",
            crowds[0],
            concerned(_opening(horizon, start) for start in crowds),
        )


def _rises(horizon: Horizon, own: list[Dimension]) -> dict[datetime, set[Resource]]:
    """The tables that go up at each instant."""
    rises: dict[datetime, set[Resource]] = {}
    for dimension in own:
        for before, after in pairwise(horizon.steps[dimension.key]):
            if after.level.value > before.level.value:
                rises.setdefault(after.start, set()).add(dimension.group)
    return rises


def _opening(horizon: Horizon, at: datetime) -> list[Fixture]:
    return [fixture for fixture in horizon.fixtures if fixture.opens <= at < fixture.closes]
