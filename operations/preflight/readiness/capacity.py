"""Evidence of one capacity dimension of a fixture: read back, or on its way in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from kickoff.outcome import Code, Outcome
from kickoff.timeline import Fixture
from operations.preflight.readiness.evidence import Evidence, EvidenceState
from operations.preflight.readiness.needs import LevelNeed, describe_later
from operations.preflight.readiness.words import minutes_up, near
from prescaler.model import Capacity, Dimension, Lease, Limits, Observed
from prescaler.plan.readiness import URGENT

_TICK = timedelta(minutes=1)
# A tick asks for a raise, and the next one reads it back; one more may be lost.
_TICKS_TO_BEGIN = 3 * _TICK
_MISSING = {
    Code.NOT_FOUND: "create it, or correct name, region, role_arn or qualifier",
    Code.INVALID: "correct the target in the calendar",
}
_LOOK = "kickoff status has the reason; kickoff prescale asks for it now"
_RELEASED = "kickoff boost, or raise it by hand: no tick raises it again for this fixture"


@dataclass(frozen=True, slots=True)
class CapacityLink:
    """A dimension of a fixture with everything that is known about it.

    `needs` are its rising levels. `beside`: the level of the dimension that loads the same
    partitions. `ended`: the last lease that ended. `observes`: its target is only observed.
    """

    fixture: Fixture
    dimension: Dimension
    needs: tuple[LevelNeed, ...]
    observed: Observed
    lease: Lease | Outcome | None = None
    ended: Lease | None = None
    beside: int | None = None
    observes: bool = False

    @property
    def identity(self) -> tuple[str, datetime]:
        """Name and kick-off of the fixture, as leases have them."""
        return self.fixture.name, self.fixture.kickoff

    def lead(self, capacity: Capacity, need: LevelNeed) -> timedelta:
        """Return the time that a raise takes."""
        kind = self.observed.kind
        return kind.lead(self.dimension, capacity, need.level, self.beside)

    def has(self, capacity: Capacity, need: LevelNeed) -> bool:
        """Return whether a level was read back.

        A level that was read back before stays so during an update above it.
        """
        kind, lease = self.observed.kind, self.lease
        settled = isinstance(lease, Lease) and self.identity in lease.ready
        return kind.is_ready(capacity, need.level) or (
            settled and kind.covers(capacity, need.level)
        )


def capacity_evidence(link: CapacityLink, now: datetime, zone: ZoneInfo) -> Evidence:
    """Return the evidence of one dimension."""
    subject, capacity = ".".join(link.dimension.key), link.observed.capacity
    for failed in (capacity, None if link.observed.kind_name else link.observed.limits):
        if isinstance(failed, Outcome):
            return _unread(subject, failed)
    if not isinstance(capacity, Capacity):
        raise TypeError(f"{subject}: {capacity!r} is no capacity")
    takes = max((link.lead(capacity, each) for each in link.needs), default=timedelta(0))
    missing = [each for each in link.needs if not link.has(capacity, each)]
    if not missing:
        return Evidence(subject, EvidenceState.GOOD, _read_back(link, capacity), takes=takes)
    against = _withheld(link, capacity, missing[0]) or _late(link, capacity, missing[0], now, zone)
    if against is not None:
        return Evidence(subject, EvidenceState.BAD, *against, takes)
    coming = _coming(link, capacity, missing, now, zone)
    return Evidence(subject, EvidenceState.GOOD, coming, takes=takes)


def _unread(subject: str, failed: Outcome) -> Evidence:
    if failed.code in _MISSING:
        return Evidence(subject, EvidenceState.BAD, failed.message, _MISSING[failed.code])
    remedy = "kickoff check lists each failed read; until it is read this is unknown"
    return Evidence(subject, EvidenceState.UNKNOWN, failed.message, remedy)


def _read_back(link: CapacityLink, capacity: Capacity) -> str:
    needed = max(each.level for each in link.needs)
    text = f"{capacity.provisioned:,} of {needed:,} read back"
    if isinstance(link.lease, Lease):
        for claim in link.lease.claims:
            if claim.identity == link.identity and claim.ready:
                minutes = (claim.kickoff - claim.ready) // _TICK
                side = "before" if minutes >= 0 else "after"
                return f"{text}, {abs(minutes)} min {side} kick-off"
    return text


def _withheld(link: CapacityLink, capacity: Capacity, need: LevelNeed) -> tuple[str, str] | None:
    """Return the order of a person that keeps kickoff from a level, and the remedy."""
    if link.observes:
        return "mode: observe, so nothing is raised", "set mode: act, or raise it by hand"
    if any(link.identity in each.released for each in _leases(link)):
        found = f"{capacity.provisioned:,} live, {need.level:,} needed, and a person released it"
        return found, _RELEASED
    return None


def _late(
    link: CapacityLink, capacity: Capacity, need: LevelNeed, now: datetime, zone: ZoneInfo
) -> tuple[str, str] | None:
    """Return the reason why a level will not be there in time, and the remedy."""
    live, level = f"{capacity.provisioned:,} live", f"{need.level:,}"
    lead, limits = link.lead(capacity, need), link.observed.limits
    begins = min(need.start, need.due - -(-lead // _TICK) * _TICK)
    requested = isinstance(limits, Limits) and limits.minimum >= need.level
    began = link.lease.at if requested and isinstance(link.lease, Lease) else None
    expected = (began or max(now, begins)) + lead
    if now >= need.due or (need.due - now < URGENT and now >= begins):
        return f"{live}, {level} needed {_at(need.due, now, zone)}", _LOOK
    if expected > need.due:
        late = f"{live}, {level} comes {minutes_up(expected - need.due)} late"
        return late, "raise it by hand if minutes count; expect throttles until then"
    if requested and now > expected + URGENT:
        return f"{live}, {level} is overdue since {near(expected, now, zone)}", _LOOK
    if not requested and now > begins + _TICKS_TO_BEGIN:
        return f"{live}, {level} is not asked for since {near(begins, now, zone)}", _LOOK
    return None


def _leases(link: CapacityLink) -> list[Lease]:
    return [each for each in (link.lease, link.ended) if isinstance(each, Lease)]


def _at(due: datetime, now: datetime, zone: ZoneInfo) -> str:
    return f"since {near(due, now, zone)}" if due <= now else f"in {minutes_up(due - now)}"


def _coming(
    link: CapacityLink,
    capacity: Capacity,
    missing: Sequence[LevelNeed],
    now: datetime,
    zone: ZoneInfo,
) -> str:
    """Return the next raise with its begin, the level at kick-off, and the highest after it."""
    need = missing[0]
    lead = link.lead(capacity, need)
    begins = min(need.start, need.due - lead)
    when = f"from {near(begins, now, zone)}" if begins > now else "on its way"
    takes = f" (takes {minutes_up(lead)})" if lead else ""
    later = describe_later(missing, link.fixture.kickoff, zone)
    return f"{capacity.provisioned:,} now, {need.level:,} {when}{takes}{later}"
