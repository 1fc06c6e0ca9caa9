"""Readiness: the desired level was read back, how long before kick-off, and obstacles to it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from kickoff.timeline import Fixture, Level
from prescaler.model import Capacity, Claim, DecisionInput, Lease, Observed, Outcome

URGENT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class ReadyMargin:
    """Minutes before kick-off at which a fixture's capacity was read back; negative is late."""

    fixture: str
    minutes: float


def is_ready(inputs: DecisionInput) -> bool:
    """Return whether the desired level was read back."""
    observed = inputs.observed
    return isinstance(observed.capacity, Capacity) and observed.kind.is_ready(
        observed.capacity, inputs.desired
    )


def claims(inputs: DecisionInput, now: datetime) -> tuple[Claim, ...]:
    """The claims of a lease now: the open ones, and the fixtures that cause the level.

    A fixture whose level is read back for the first time is ready from now on.
    """
    lease = inputs.lease
    current = {
        claim.identity: claim
        for claim in (lease.claims if isinstance(lease, Lease) else ())
        if claim.closes > now
    }
    ready = now if is_ready(inputs) else None
    for fixture in inputs.fixtures:
        fresh = Claim(fixture.name, fixture.kickoff, fixture.closes, ready, fixture.by_feed)
        known = current.get(fresh.identity)
        current[fresh.identity] = known if known and known.ready else fresh
    return tuple(current.values())


def margins(before: Lease | None, after: Lease) -> tuple[ReadyMargin, ...]:
    """The margins of the fixtures that became ready between two states of a lease."""
    known = before.ready if before else set()
    return tuple(
        ReadyMargin(claim.fixture, (claim.kickoff - claim.ready) / timedelta(minutes=1))
        for claim in after.claims
        if claim.ready and claim.identity not in known
    )


def unready(inputs: DecisionInput, now: datetime) -> tuple[Fixture, ...]:
    """The fixtures that start, or started, without their level.

    They are reported when kick-off is near, or earlier if a person has to remove an obstacle. A
    level that was read back before stays ready while the table is UPDATING: auto scaling then works
    above the minimum.
    """
    coming = _coming_peak(inputs)
    obstructed = obstacle(inputs) is not None
    later = coming.because if coming and obstructed else ()
    if is_ready(inputs) or (not inputs.observed.kind.proven and _covers(inputs)):
        return later
    lease = inputs.lease
    settled = lease.ready if isinstance(lease, Lease) and _covers(inputs) else set()
    missing = [
        fixture
        for fixture in inputs.fixtures
        if (obstructed or fixture.kickoff - now < URGENT)
        and (fixture.name, fixture.kickoff) not in settled
    ]
    return (*missing, *(fixture for fixture in later if fixture not in missing))


def obstacle(inputs: DecisionInput) -> Outcome | None:
    """The obstacle to the present level, or to the highest level of the coming day."""
    highest = _coming_peak(inputs) or Level(inputs.desired, inputs.fixtures)
    return inputs.observed.kind.obstacle(inputs, highest)


def _coming_peak(inputs: DecisionInput) -> Level | None:
    """The highest level of the coming day, if it is known and above the present one."""
    peak = inputs.desired_state.peak if inputs.desired_state else None
    return peak if peak and peak.value > inputs.desired else None


def decreases_left(observed: Observed, now: datetime) -> int | None:
    """The decreases that are still possible today; None for any number, or if it is unknown."""
    if not isinstance(observed.capacity, Capacity):
        return None
    return observed.kind.decreases_left(observed.capacity, now)


def _covers(inputs: DecisionInput) -> bool:
    observed = inputs.observed
    return isinstance(observed.capacity, Capacity) and observed.kind.covers(
        observed.capacity, inputs.desired
    )
