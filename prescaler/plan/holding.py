"""Fixtures that a lease is for and the calendar lost: held until their windows would have ended."""

from datetime import datetime, timedelta

from kickoff.calendar import Calendar
from prescaler.model import Claim, DesiredState, Lease
from prescaler.plan.lead import LEADS

_AROUND = timedelta(days=14)


def vanished(
    lease: Lease, desired_state: DesiredState | None, calendar: Calendar, at: datetime
) -> tuple[Claim, ...]:
    """The claims whose windows are open and whose fixtures the calendar no longer has.

    One that is called off there, or has its name at another time, did not vanish: a person moved
    it, and what it held comes down at once.
    """
    given_back = {claim.identity for claim in lease.waived}
    open_ = tuple(
        claim for claim in lease.claims if claim.closes > at and claim.identity not in given_back
    )
    if desired_state is None or not open_:
        return open_
    there = {(f.name, f.kickoff) for f in calendar.fixtures(at, at + max(LEADS))}
    missing = tuple(claim for claim in open_ if claim.identity not in there)
    if not missing:
        return ()
    around = calendar.fixtures(at - _AROUND, at + _AROUND)
    meant = calendar.called_off | {fixture.name for fixture in around}
    return tuple(claim for claim in missing if claim.fixture not in meant)
