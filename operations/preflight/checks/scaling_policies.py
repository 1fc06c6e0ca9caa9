"""Services whose capacity stays up after a fixture, because no scaling policy removes it."""

from collections.abc import Iterator

from operations.preflight.facts import AccountFacts
from operations.preflight.finding import Finding, FindingCode
from operations.preflight.period import CheckPeriod
from prescaler.resources.registry import KINDS


def check(period: CheckPeriod, facts: AccountFacts) -> Iterator[Finding]:
    """Report a raised dimension without a policy, where kickoff restores only the minimum."""
    for dimension in facts.without_policy:
        target = dimension.key.target
        baseline = period.calendar.bounds[dimension.key].baseline
        raised = [each for each in period.steps[dimension.key] if each.level.value > baseline]
        if not raised or KINDS.of(dimension).has_own_call:
            continue
        yield Finding(
            FindingCode.NO_POLICY,
            ".".join(dimension.key),
            "it has no scaling policy: kickoff restores its minimum after a fixture, and its "
            "capacity stays up",
            "add a scaling policy, or lower it yourself after each fixture",
            raised[-1].end,
            period.affected([target]),
        )
