"""The event bus that the prescaler publishes its changes to."""

from collections.abc import Iterator

from kickoff.outcome import Code, Outcome
from operations.preflight.checks.reads import RETRY
from operations.preflight.facts import AccountFacts
from operations.preflight.finding import Finding, FindingCode
from operations.preflight.period import CheckPeriod


def check(period: CheckPeriod, facts: AccountFacts) -> Iterator[Finding]:
    """Report a bus that does not exist, or that could not be looked up.

    It does harm from the first raise on: EventBridge accepts events for a missing bus and drops
    them.
    """
    if facts.missing_bus is None:
        return
    code, problem, advice = _found(facts.missing_bus)
    targets = list(period.calendar.targets)
    due, fixtures = period.first_raise(targets), period.affected(targets)
    yield Finding(code, f"event bus {facts.event_bus}", problem, advice, due, fixtures)


def _found(missing: Outcome) -> tuple[FindingCode, str, str]:
    """Return the code of the finding, its problem and its advice."""
    if missing.code is Code.NOT_FOUND:
        problem = "it does not exist: EventBridge accepts its events and drops them"
        advice = "create it in kickoff's region, or correct KICKOFF_EVENT_BUS"
        return FindingCode.NOT_FOUND, problem, advice
    return FindingCode.UNREAD, missing.message, f"{RETRY} (docs/checking.md has the permissions)"
