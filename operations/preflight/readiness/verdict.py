"""The verdict on a fixture: all its links and all evidence, from facts that were read before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from kickoff.calendar import Calendar
from kickoff.outcome import Outcome
from kickoff.timeline import Fixture, Key, Step
from operations.preflight.facts import AccountFacts
from operations.preflight.finding import Finding
from operations.preflight.grouping import group_by
from operations.preflight.period import CheckPeriod
from operations.preflight.readiness.capacity import CapacityLink, capacity_evidence
from operations.preflight.readiness.check_evidence import check_evidence
from operations.preflight.readiness.containers import ContainerLink, container_evidence
from operations.preflight.readiness.evidence import Evidence, EvidenceState, ReadinessReport
from operations.preflight.readiness.needs import LevelNeed, level_needs
from operations.preflight.readiness.stack_evidence import (
    alarm_evidence,
    calendar_evidence,
    change_evidence,
    fixture_before,
    order_evidence,
    tick_evidence,
)
from operations.preflight.run_checks import run_checks
from operations.preflight.stack_facts import StackFacts
from prescaler.model import DecisionInput, Dimension, Lease, Limits
from prescaler.plan.desired_states import desired_states
from prescaler.plan.ownership import is_drift
from prescaler.plan.released import released_fixtures, without_released
from prescaler.resources.registry import KINDS
from warmer.model import Warming
from warmer.plan.ping_format import names_container
from warmer.plan.schedule import desired

# Decreases after a fixture are checked too.
_AFTER = timedelta(days=1)
# The fixture before is looked for as far back; older changes are listed by kickoff history.
_BEFORE = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class ReadinessInput:
    """A calendar with everything that was read at an instant.

    `problem` is the reason why a newer version of the calendar cannot be used.
    """

    calendar: Calendar
    now: datetime
    account: AccountFacts
    stack: StackFacts
    problem: str | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The zone of local times."""
        return self.calendar.zone


def assess(inputs: ReadinessInput, fixtures: Sequence[Fixture]) -> list[ReadinessReport]:
    """Return the report of each fixture."""
    if not fixtures:
        return []
    end = max(inputs.now, *(each.closes for each in fixtures)) + _AFTER
    period = CheckPeriod.of(inputs.calendar, inputs.now, end)
    findings = run_checks(period, inputs.account)
    past = inputs.calendar.fixtures(inputs.now - _BEFORE, end)
    return [_report(inputs, each, findings, past) for each in fixtures]


def _report(
    inputs: ReadinessInput,
    fixture: Fixture,
    findings: Sequence[Finding],
    past: Sequence[Fixture],
) -> ReadinessReport:
    calendar, now, stack, zone = inputs.calendar, inputs.now, inputs.stack, inputs.zone
    needs = _needs(inputs, fixture)
    links = [*_capacity(inputs, fixture, needs), *_containers(inputs, fixture, needs)]
    known = {each.subject for each in links}
    unknown = [name for name in map(".".join, needs) if name not in known]
    warmed = any(key.dimension == "warm" for key in needs)
    scaled = any(key.dimension != "warm" for key in needs)
    applications = [
        *(["prescaler"] if scaled or not warmed else []),
        *(["warmer"] if warmed else []),
    ]
    before = fixture_before(fixture, past)
    return ReadinessReport.of(
        fixture,
        now,
        (
            *calendar_evidence(calendar, inputs.problem, stack, fixture),
            *tick_evidence(stack, applications, now),
            *order_evidence(stack, _begins(fixture, links), now, zone),
            *links,
            *map(_unknown, unknown),
            *_drifts(inputs, needs),
            *check_evidence(fixture, findings, inputs.account, roles_known=stack.roles_known),
            *alarm_evidence(stack, calendar),
            *change_evidence(stack, before, now, zone),
        ),
    )


def _needs(inputs: ReadinessInput, fixture: Fixture) -> dict[Key, tuple[LevelNeed, ...]]:
    """Return the levels of each dimension that the fixture demands, in its window.

    Other fixtures count as the prescaler counts them, without those that a person released.
    """
    released = released_fixtures(KINDS.dimensions(inputs.calendar), inputs.stack.leases)
    others = {each: keys for each, keys in released.items() if each != _identity(fixture)}
    calendar = without_released(inputs.calendar, others)
    steps: Mapping[Key, list[Step]] = group_by(
        calendar.steps(fixture.opens, fixture.closes), lambda step: step.key
    )
    return {key: level_needs(fixture, own) for key, own in steps.items() if fixture.demand.get(key)}


def _identity(fixture: Fixture) -> tuple[str, datetime]:
    return fixture.name, fixture.kickoff


def _begins(fixture: Fixture, links: Sequence[Evidence]) -> datetime:
    """Return the instant at which the first raise begins at the latest."""
    takes = max((each.takes for each in links if each.takes), default=timedelta(0))
    return min(fixture.opens, fixture.kickoff - takes)


def _unknown(subject: str) -> Evidence:
    """Return the evidence of a dimension that no kind of capacity of this version knows."""
    found = "this kickoff cannot read this capacity"
    return Evidence(subject, EvidenceState.UNKNOWN, found, "upgrade this kickoff")


def _capacity(
    inputs: ReadinessInput, fixture: Fixture, needs: Mapping[Key, tuple[LevelNeed, ...]]
) -> Iterator[Evidence]:
    """Yield the evidence of each dimension of a kind of capacity."""
    for key, dimension in KINDS.dimensions(inputs.calendar).items():
        if key not in needs or dimension not in inputs.account.observed:
            continue
        observed = inputs.account.observed[dimension]
        companion = observed.kind.companion(dimension)
        others = needs.get(companion, ()) if companion else ()
        link = CapacityLink(
            fixture,
            dimension,
            needs[key],
            observed,
            lease=inputs.stack.leases.of(dimension),
            ended=inputs.stack.leases.ended.get(dimension.lease_id),
            beside=max((each.level for each in others), default=None),
            observes=inputs.calendar.observes(key.target),
        )
        yield capacity_evidence(link, inputs.now, inputs.zone)


def _containers(
    inputs: ReadinessInput, fixture: Fixture, needs: Mapping[Key, tuple[LevelNeed, ...]]
) -> Iterator[Evidence]:
    """Yield the evidence of each function that pings keep warm."""
    for warm, warming in desired(inputs.calendar, inputs.now):
        key = Key(warming.target, "warm")
        if key not in needs:
            continue
        function = warming.function
        link = ContainerLink(
            fixture,
            warming.target,
            needs[key],
            warm.every,
            wave=inputs.stack.waves.get(function),
            unproven=inputs.stack.unproven.get(function, ()),
            provisioned=_provisioned(inputs.account, warming),
            counted=names_container(warming.ping_format),
            observes=inputs.calendar.observes(warming.target),
        )
        yield container_evidence(link, inputs.now, inputs.zone)


def _provisioned(account: AccountFacts, warming: Warming) -> int:
    found = account.functions.get(warming.function)
    return (
        0
        if found is None or isinstance(found.state, Outcome)
        else (found.state.provisioned.available)
    )


def _drifts(
    inputs: ReadinessInput, needs: Mapping[Key, tuple[LevelNeed, ...]]
) -> Iterator[Evidence]:
    """Yield the minimums that somebody else set."""
    wanted = {each: inputs.account.observed.get(each) for each in _dimensions(inputs, needs)}
    states = desired_states(KINDS, inputs.calendar, inputs.now) if wanted else {}
    for dimension, observed in wanted.items():
        lease = inputs.stack.leases.of(dimension)
        if observed is None or not isinstance(observed.limits, Limits):
            continue
        each = DecisionInput(dimension, states[dimension], lease, observed)
        if (lease is None or isinstance(lease, Lease)) and is_drift(each, observed.limits):
            found = f"somebody else set the minimum to {observed.limits.minimum:,}"
            yield Evidence(".".join(dimension.key), EvidenceState.NOTE, found)


def _dimensions(
    inputs: ReadinessInput, needs: Mapping[Key, tuple[LevelNeed, ...]]
) -> list[Dimension]:
    return [each for key, each in KINDS.dimensions(inputs.calendar).items() if key in needs]
