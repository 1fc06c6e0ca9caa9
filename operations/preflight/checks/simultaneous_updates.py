"""Tables raised at one time against the number that an account lets change at once."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from operations.preflight.facts import AccountFacts
from operations.preflight.finding import Finding, FindingCode, affected
from operations.preflight.grouping import group_by
from operations.preflight.period import CheckPeriod
from prescaler.model import Dimension, Resource
from prescaler.resources.table import TableKind

ALLOWED = TableKind.updates_at_once


def check(period: CheckPeriod, facts: AccountFacts) -> Iterator[Finding]:
    """Report an account and region once if too many tables are raised in one minute."""
    tables = [each for each, seen in facts.observed.items() if seen.kind.updates_at_once]
    if len({each.group for each in tables}) <= ALLOWED:
        return
    for scope, own in group_by(tables, lambda each: facts.scopes[each.place]).items():
        raised = _raised_at(period, own)
        crowded = sorted(start for start, names in raised.items() if len(names) > ALLOWED)
        if crowded:
            most = max(len(raised[start]) for start in crowded)
            yield Finding(
                FindingCode.UPDATES_AT_ONCE,
                str(scope),
                f"{most:,} tables are raised at once; DynamoDB changes {ALLOWED} at a time",
                "give profiles different leads, so that some tables are raised earlier",
                crowded[0],
                affected(
                    [each for each in period.fixtures if each.opens <= start < each.closes]
                    for start in crowded
                ),
            )


def _raised_at(period: CheckPeriod, own: list[Dimension]) -> dict[datetime, set[Resource]]:
    """Return the tables that are raised at each instant."""
    raised: dict[datetime, set[Resource]] = {}
    for dimension in own:
        for before, after in pairwise(period.steps[dimension.key]):
            if after.level.value > before.level.value:
                raised.setdefault(after.start, set()).add(dimension.group)
    return raised
