"""Global tables with regions that the calendar does not name: what is shared is not lowered."""

from collections.abc import Iterator

from operations.preflight.facts import AccountFacts
from operations.preflight.finding import Finding, FindingCode
from operations.preflight.grouping import group_by
from operations.preflight.period import CheckPeriod
from prescaler.model import Dimension
from prescaler.plan.desired_states import desired_states
from prescaler.plan.replicas import by_table, replicas, shared_regions
from prescaler.resources.registry import KINDS


def check(period: CheckPeriod, facts: AccountFacts) -> Iterator[Finding]:
    """Report a table once, if fixtures raise a dimension of it that such a region shares."""
    named = by_table(desired_states(KINDS, period.calendar, period.now))
    unnamed = {
        dimension: regions
        for dimension, seen in facts.observed.items()
        if not seen.kind.only_rises
        and _is_raised(period, dimension)
        and (shared := shared_regions(dimension, seen))
        and (regions := replicas(dimension, shared, named[dimension.group.name]).unnamed)
    }
    for own in group_by(unnamed, lambda each: each.group).values():
        target = own[0].key.target
        names = ", ".join(sorted({each.key.dimension for each in own}))
        places = " and ".join(sorted({region for each in own for region in unnamed[each]}))
        yield Finding(
            FindingCode.REPLICA_UNKNOWN,
            target,
            f"the calendar does not name the table in {places}, where a change of {names} "
            "applies too: kickoff raises it and does not lower it",
            "add a target for the table in each region",
            period.first_raise([target]),
            period.affected([target]),
        )


def _is_raised(period: CheckPeriod, dimension: Dimension) -> bool:
    return any(step.level.because for step in period.steps[dimension.key])
