"""Fixtures removed from the calendar during their window: held until the window ends."""

from datetime import datetime, timedelta

from kickoff.calendar import Calendar
from prescaler.model import Claim, DesiredState, Lease

_SOON = timedelta(hours=1)
_AROUND = timedelta(days=14)


def removed_while_active(
    lease: Lease, desired: DesiredState | None, calendar: Calendar, at: datetime
) -> tuple[Claim, ...]:
    """The claims whose window is open and whose fixture is not in the calendar.

    A fixture that is called off, or has its name at another time within two weeks, was moved by a
    person: its capacity comes down at once. So does an entry that its publisher removed from a
    feed. Several removed entries, and no others within two weeks, are a fault of the feed.
    """
    active = tuple(
        claim
        for claim in lease.claims
        if claim.closes > at and claim.identity not in lease.released
    )
    if desired is None or not active:
        return active
    present = {(f.name, f.kickoff) for f in calendar.fixtures(at, at + _SOON)}
    missing = tuple(claim for claim in active if claim.identity not in present)
    if not missing:
        return ()
    around = calendar.fixtures(at - _AROUND, at + _AROUND)
    intended = {each.name for each in calendar.called_off} | {each.name for each in around}
    feeds_live = any(fixture.by_feed for fixture in around) or len(missing) == 1
    return tuple(
        claim
        for claim in missing
        if claim.fixture not in intended and not (claim.by_feed and feeds_live)
    )
