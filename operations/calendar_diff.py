"""The differences between two calendars: levels through time, and cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kickoff.calendar import Calendar
from operations.level_changes import LevelChange, level_changes
from operations.plan_price import PlanPrice, plan_price


@dataclass(frozen=True, slots=True)
class CalendarDiff:
    """The changed levels in order of time, and the price of each calendar."""

    changes: Sequence[LevelChange]
    price_before: PlanPrice | None
    price_after: PlanPrice


def compare_calendars(
    old: Calendar | None, new: Calendar, start: datetime, end: datetime, region: str | None
) -> CalendarDiff:
    """Compare two calendars over [start, end); `old` is None where none can be read.

    `region` is kickoff's own, for prices.
    """
    before, after = list(old.steps(start, end)) if old else [], list(new.steps(start, end))
    return CalendarDiff(
        sorted(level_changes(before, after), key=lambda change: (change.start, change.key)),
        plan_price(old, start, end, region) if old else None,
        plan_price(new, start, end, region),
    )
