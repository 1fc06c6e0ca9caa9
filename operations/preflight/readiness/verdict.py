"""The verdict on a fixture: all its links and all evidence, from facts that were read before."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from kickoff.timeline import Fixture
from operations.preflight.finding import Finding
from operations.preflight.period import CheckPeriod
from operations.preflight.readiness.alarm_evidence import alarm_evidence
from operations.preflight.readiness.check_evidence import check_evidence
from operations.preflight.readiness.evidence import Evidence, ReadinessReport
from operations.preflight.readiness.inputs import ReadinessInput
from operations.preflight.readiness.links import (
    Needs,
    drift_evidence,
    fixture_links,
    link_evidence,
    needed_levels,
)
from operations.preflight.readiness.stack_evidence import (
    calendar_evidence,
    change_evidence,
    fixture_before,
    order_evidence,
    tick_evidence,
)
from operations.preflight.readiness.without_kickoff import describe_without_kickoff
from operations.preflight.run_checks import run_checks

# Decreases after a fixture are checked too.
_AFTER = timedelta(days=1)
# The fixture before is looked for as far back; older changes are listed by kickoff history.
_BEFORE = timedelta(days=60)


def assess(inputs: ReadinessInput, fixtures: Sequence[Fixture]) -> list[ReadinessReport]:
    """Return the report of each fixture."""
    if not fixtures:
        return []
    end = max(inputs.now, *(each.closes for each in fixtures)) + _AFTER
    findings = run_checks(CheckPeriod.of(inputs.calendar, inputs.now, end), inputs.account)
    around = inputs.calendar.fixtures(inputs.now - _BEFORE, end)
    return [_report(inputs, each, findings, fixture_before(each, around)) for each in fixtures]


def _report(
    inputs: ReadinessInput,
    fixture: Fixture,
    findings: Sequence[Finding],
    before: Fixture | None,
) -> ReadinessReport:
    calendar, now, stack, zone = inputs.calendar, inputs.now, inputs.stack, inputs.zone
    needs = needed_levels(inputs, fixture)
    chain = fixture_links(inputs, fixture, needs)
    links = link_evidence(inputs, chain, needs)
    orders = tuple(order_evidence(stack, _begins(fixture, links), now, zone))
    may_act = not any(each.is_against for each in orders)
    evidence = (
        *calendar_evidence(inputs, fixture),
        *tick_evidence(stack.heartbeats, list(_applications(needs)), now, inputs.created),
        *orders,
        *links,
        *drift_evidence(inputs, needs),
        *check_evidence(
            fixture, findings, inputs.account, roles_known=stack.roles_known, may_act=may_act
        ),
        *alarm_evidence(stack, calendar),
        *change_evidence(stack, before, now, zone),
    )
    alone = describe_without_kickoff(chain.capacities, chain.containers, now, zone)
    return ReadinessReport.of(fixture, now, evidence, alone, may_act=may_act)


def _applications(needs: Needs) -> Iterator[str]:
    """Yield the applications that the fixture needs; one without any demand needs the prescaler."""
    warmed = any(key.dimension == "warm" for key in needs)
    if not warmed or any(key.dimension != "warm" for key in needs):
        yield "prescaler"
    if warmed:
        yield "warmer"


def _begins(fixture: Fixture, links: Sequence[Evidence]) -> datetime:
    """Return the instant at which the first raise begins at the latest."""
    takes = max((each.takes for each in links if each.takes), default=timedelta(0))
    return min(fixture.opens, fixture.kickoff - takes)
