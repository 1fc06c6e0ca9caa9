"""Restores all capacity that a stack holds, as before the deletion of the stack."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kickoff.calendar import Calendar
from prescaler.reconcile.prescaler import Prescaler, TickReport


@dataclass(frozen=True, slots=True)
class Restoration:
    """One attempt: its report, whether something failed, and the number of leases left."""

    report: TickReport
    failed: bool
    left: int


def restore(
    prescaler: Prescaler,
    now: Callable[[], datetime],
    wait: Callable[[], None],
    patience: timedelta,
) -> Iterator[Restoration]:
    """Release everything until no lease stands; yield each attempt.

    Leases have all values to restore, so no calendar is read. A later attempt lowers what cannot be
    lowered now, such as a table during its update. After the last attempt leases are left if one
    failed, or if `patience` ended.
    """
    deadline = now() + patience
    while True:
        attempt = _attempt(prescaler, now())
        yield attempt
        if not attempt.left or attempt.failed or now() >= deadline:
            return
        wait()


def _attempt(prescaler: Prescaler, at: datetime) -> Restoration:
    minute = at.replace(second=0, microsecond=0)
    report = prescaler.release(Calendar.empty(), minute, while_paused=True)
    leases = prescaler.leases.read()
    troubles = tuple(dict.fromkeys((*report.troubles, *leases.troubles)))
    failed = any(each.outcome.code.is_error for each in report.results)
    return Restoration(
        replace(report, troubles=troubles),
        failed=failed or bool(troubles),
        left=len(leases.standing) + len(leases.unreadable) + (leases.away is not None),
    )
