"""Evidence of the account: the findings of the check that affect a fixture, by subject."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType

from kickoff.outcome import Outcome
from kickoff.timeline import Fixture
from operations.preflight.facts import AccountFacts
from operations.preflight.finding import Finding, FindingCode
from operations.preflight.readiness.evidence import Evidence, EvidenceState


class CheckArea(StrEnum):
    """A group of checks that has one line while it finds nothing."""

    TARGETS = "targets"
    TIME = "time"
    QUOTAS = "quotas"
    DECREASES = "decreases"
    PERMISSIONS = "permissions"


AREAS: Mapping[FindingCode, CheckArea] = MappingProxyType(
    {
        FindingCode.NOT_FOUND: CheckArea.TARGETS,
        FindingCode.CONTRADICTION: CheckArea.TARGETS,
        FindingCode.NOT_READY: CheckArea.TARGETS,
        FindingCode.PROVISIONING_FAILED: CheckArea.TARGETS,
        FindingCode.UNGUARDED: CheckArea.TARGETS,
        FindingCode.SCHEDULED_ACTIONS: CheckArea.TARGETS,
        FindingCode.UNREAD: CheckArea.TARGETS,
        FindingCode.LEAD: CheckArea.TIME,
        FindingCode.LATE: CheckArea.TIME,
        FindingCode.NO_PING: CheckArea.TIME,
        FindingCode.QUEUE: CheckArea.TIME,
        FindingCode.CLOCK_CHANGE: CheckArea.TIME,
        FindingCode.MAX_TOO_LOW: CheckArea.QUOTAS,
        FindingCode.CAPPED: CheckArea.QUOTAS,
        FindingCode.ON_DEMAND: CheckArea.QUOTAS,
        FindingCode.CLAMPED: CheckArea.QUOTAS,
        FindingCode.TABLE_QUOTA: CheckArea.QUOTAS,
        FindingCode.ACCOUNT_QUOTA: CheckArea.QUOTAS,
        FindingCode.SERVICE_QUOTA: CheckArea.QUOTAS,
        FindingCode.DAILY_CHANGES: CheckArea.QUOTAS,
        FindingCode.UPDATES_AT_ONCE: CheckArea.QUOTAS,
        FindingCode.CONCURRENCY: CheckArea.QUOTAS,
        FindingCode.DECREASES: CheckArea.DECREASES,
        FindingCode.NO_POLICY: CheckArea.DECREASES,
        FindingCode.REPLICA_UNKNOWN: CheckArea.DECREASES,
        FindingCode.DENIED: CheckArea.PERMISSIONS,
    }
)
# They cost money before or after the fixture, or shift its end; the capacity is there.
_NOTES = frozenset(
    (
        FindingCode.QUEUE,
        FindingCode.DECREASES,
        FindingCode.NO_POLICY,
        FindingCode.REPLICA_UNKNOWN,
        FindingCode.CLOCK_CHANGE,
    )
)
_GOOD: Mapping[CheckArea, str] = MappingProxyType(
    {
        CheckArea.TARGETS: "each exists and is as the calendar says",
        CheckArea.TIME: "each raise and ping begins early enough",
        CheckArea.QUOTAS: "MaxCapacity, quotas and concurrency are enough",
        CheckArea.DECREASES: "enough are left to come down after it",
        CheckArea.PERMISSIONS: "IAM allows each call of the stack's roles",
    }
)


def check_evidence(
    fixture: Fixture,
    findings: Sequence[Finding],
    facts: AccountFacts,
    *,
    roles_known: bool,
    may_act: bool,
) -> Iterator[Evidence]:
    """Yield each finding that affects the fixture, and a line for each area without one.

    `roles_known`: permissions were simulated for the roles of the stack. `may_act`: no stop or
    pause holds at the first raise; under one nothing begins in time.
    """
    own = [each for each in findings if fixture in each.affected]
    for each in own:
        yield Evidence(each.subject, _state(each), each.problem, each.advice)
    found = {AREAS[each.code] for each in own}
    unread = any(each.code is FindingCode.UNREAD for each in own)
    for area, text in _GOOD.items():
        if area in found or (area is CheckArea.TIME and not may_act):
            continue
        if area is CheckArea.PERMISSIONS and not facts.permissions.unread and not roles_known:
            unknown = "not read: the roles of the stack are not known"
            yield Evidence(area, EvidenceState.UNKNOWN, unknown, "make deploy, then --stack NAME")
        elif not (unread and _is_unread(area, facts)):
            yield Evidence(area, EvidenceState.GOOD, text)


def _state(finding: Finding) -> EvidenceState:
    if finding.code is FindingCode.UNREAD:
        return EvidenceState.UNKNOWN
    return EvidenceState.NOTE if finding.code in _NOTES else EvidenceState.BAD


def _is_unread(area: CheckArea, facts: AccountFacts) -> bool:
    """Return whether a failed read may have hidden a finding of an area."""
    if area is CheckArea.PERMISSIONS:
        return bool(facts.permissions.unread)
    if area is not CheckArea.QUOTAS:
        return False
    limits = (
        limit
        for each in facts.limits.values()
        for limit in (each.throughput, each.provisioned_share, each.unreserved)
    )
    reserved = (each.reserved for each in facts.functions.values())
    return any(isinstance(each, Outcome) for each in (*limits, *reserved))
