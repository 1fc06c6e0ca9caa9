"""Whether capacity is there, and how long before kick-off: accepted is not ready."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from kickoff.timeline import Fixture
from prescaler.model import Capacity, Claim, DecisionInput, Lease
from prescaler.plan.obstacle import foreseen, obstacle

DECREASES_A_DAY = 27  # of each table and each index, in a UTC day
URGENT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Margin:
    """How long before kick-off a fixture's capacity was first read back; negative is late."""

    fixture: str
    minutes: float


def is_ready(inputs: DecisionInput) -> bool:
    """Was the desired level read back, on an ACTIVE table, and not capped below it?"""
    capacity = inputs.observed.capacity
    return isinstance(capacity, Capacity) and capacity.active and _covers(inputs)


def claims(inputs: DecisionInput, now: datetime) -> tuple[Claim, ...]:
    """The claims a lease should carry now: those still open, and the fixtures that ask.

    Where the level is ready, those that ask and were never ready before are so since now.
    """
    lease = inputs.lease
    open_ = {
        claim.identity: claim
        for claim in (lease.claims if isinstance(lease, Lease) else ())
        if claim.closes > now
    }
    ready = now if is_ready(inputs) else None
    for fixture in inputs.fixtures:
        fresh = Claim(fixture.name, fixture.kickoff, fixture.closes, ready)
        known = open_.get(fresh.identity)
        open_[fresh.identity] = known if known and known.ready else fresh
    return tuple(open_.values())


def margins(before: Lease | None, after: Lease) -> tuple[Margin, ...]:
    """The margins of the fixtures that became ready between two states of a lease."""
    marked = before.ready if before else set()
    return tuple(
        Margin(claim.fixture, (claim.kickoff - claim.ready) / timedelta(minutes=1))
        for claim in after.claims
        if claim.ready and claim.identity not in marked
    )


def unready(inputs: DecisionInput, now: datetime) -> tuple[Fixture, ...]:
    """The fixtures that will start without their level, or did, as soon as it is known.

    That is when kick-off is near, or earlier where what is missing waits for a person. On a table
    that is UPDATING, a level that was read back before is still there: that is auto scaling at
    work above our minimum.
    """
    coming = foreseen(inputs)
    doomed = obstacle(inputs) is not None
    later = coming.because if coming and doomed else ()
    if is_ready(inputs):
        return later
    lease = inputs.lease
    settled = lease.ready if isinstance(lease, Lease) and _covers(inputs) else set()
    missing = [
        fixture
        for fixture in inputs.fixtures
        if (doomed or fixture.kickoff - now < URGENT)
        and (fixture.name, fixture.kickoff) not in settled
    ]
    return (*missing, *(fixture for fixture in later if fixture not in missing))


def decreases_left(capacity: Capacity) -> int | None:
    """How many decreases AWS allows the table or index until midnight UTC; None: any number."""
    return None if capacity.decreases is None else max(0, DECREASES_A_DAY - capacity.decreases)


def _covers(inputs: DecisionInput) -> bool:
    capacity = inputs.observed.capacity
    if not isinstance(capacity, Capacity) or capacity.provisioned < inputs.desired:
        return False
    return capacity.cap is None or capacity.cap >= inputs.desired
