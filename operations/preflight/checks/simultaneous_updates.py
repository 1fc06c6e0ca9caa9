"""Resources raised at one time against the changes that an account accepts."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from kickoff.aws.pace import PACES
from operations.preflight.facts import AccountFacts
from operations.preflight.finding import Finding, FindingCode, affected
from operations.preflight.grouping import group_by
from operations.preflight.period import CheckPeriod
from prescaler.model import Dimension, Resource
from prescaler.plan.queue import raise_queues
from prescaler.resources.registry import KINDS
from prescaler.resources.table import TableKind

ALLOWED = TableKind.updates_at_once
_MINUTE = timedelta(minutes=1)


def check_queue(period: CheckPeriod, facts: AccountFacts) -> Iterator[Finding]:
    """Report a service once if its longest queue of changes needs more than one tick.

    Auto scaling raises the resources under it without a queue.
    """
    timelines = {
        each: period.steps[each.key]
        for each, seen in facts.observed.items()
        if not seen.kind.has_bounds and not seen.kind.only_rises
    }
    long = [each for each in raise_queues(timelines) if each.lead > _MINUTE]
    for scope, own in group_by(long, lambda each: each.scope).items():
        longest, pace = max(own, key=lambda each: each.lead), PACES[scope.service]
        place = next(each.place for each in longest.resources)
        nouns = next(KINDS.of(each).nouns for each in timelines if each.group in longest.resources)
        problem = (
            f"{len(longest.resources):,} {nouns} without auto scaling are raised "
            f"at once; AWS takes {pace.burst} changes, then {pace.per_second:g} a second: the "
            f"first is raised {longest.lead // _MINUTE} min early"
        )
        yield Finding(
            FindingCode.QUEUE,
            f"{scope.service} of {facts.scopes[place]}",
            problem,
            "to pay for fewer minutes, use auto scaling, or give profiles different leads",
            own[0].start - own[0].lead,
            affected(
                [each for each in period.fixtures if each.opens <= crowd.start < each.closes]
                for crowd in own
            ),
        )


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
