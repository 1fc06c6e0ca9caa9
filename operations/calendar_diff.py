"""The differences between two calendars: levels through time, and cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kickoff.calendar import Calendar
from operations.level_changes import LevelChange, level_changes
from operations.review.cost import total_quote


@dataclass(frozen=True, slots=True)
class CalendarDiff:
    """The changed levels in order of time, and the capacity cost in dollars."""

    changes: Sequence[LevelChange]
    cost_before: float | None
    cost_after: float


def compare_calendars(
    old: Calendar | None, new: Calendar, start: datetime, end: datetime
) -> CalendarDiff:
    """Compare two calendars over [start, end); `old` is None where none can be read."""
    before, after = list(old.steps(start, end)) if old else [], list(new.steps(start, end))
    return CalendarDiff(
        sorted(level_changes(before, after), key=lambda change: (change.start, change.key)),
        total_quote(old, before).planned if old else None,
        total_quote(new, after).planned,
    )
