"""The days of a plan as a calendar, a week a row: which fixtures, and when of the day."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape

from kickoff.timeline import Fixture
from operations.pages.plan_page.days import Days
from operations.pages.plan_page.packed import Plan

# A day shows so many fixtures; the script tells the others of the day that is pointed at.
_SHOWN = 4
_WIDTH = 240
_DAY_HOURS = 24


def weeks(plan: Plan, days: Days) -> str:
    """The list items of the calendar, a day each."""
    by_day: list[list[Fixture]] = [[] for _ in range(len(days))]
    open_on: list[list[Fixture]] = [[] for _ in range(len(days))]
    for fixture in plan.fixtures:
        by_day[days.index(fixture.kickoff)].append(fixture)
        first, last = days.index(fixture.opens), days.index(fixture.closes)
        for day in range(first, last + 1):
            open_on[day].append(fixture)
    return "\n".join(_day(day, by_day[day], open_on[day], days) for day in range(len(days)))


def _day(index: int, fixtures: list[Fixture], open_on: list[Fixture], days: Days) -> str:
    date = days.date(index)
    count = f"{len(fixtures)} fixture{'' if len(fixtures) == 1 else 's'}"
    classes = ["day", f"d{date.isoweekday()}"]
    classes += ["first"] if index == 0 or date.day == 1 else []
    classes += [] if open_on else ["quiet"]
    month = f"{date:%b %Y}" if date.month == 1 and date.day == 1 else f"{date:%b}"
    hours = days.hours(index)
    note = f' <small class="odd">{hours:g} h</small>' if hours != _DAY_HOURS else ""
    badge = f' <span class="count">{len(fixtures)}</span>' if fixtures else ""
    return (
        f'<li class="{" ".join(classes)}">'
        f'<button type="button" data-day="{index}" '
        f'aria-label="{date:%A} {date.day} {date:%B %Y}, {count}">'
        f'<span class="weekday">{date:%a}</span> '
        f'<b>{date.day}<span class="month"> {month}</span></b>'
        f"{note}{badge}</button>"
        f"{_strip(index, open_on, days)}{_list(index, fixtures, days)}</li>"
    )


def _list(index: int, fixtures: list[Fixture], days: Days) -> str:
    """The first few kick-offs."""
    if not fixtures:
        return ""
    fixtures = sorted(fixtures, key=lambda fixture: (fixture.kickoff, fixture.name))
    items = [
        f"<li><time>{_time(index, fixture.kickoff, days)}</time> "
        f"<bdi>{escape(fixture.name)}</bdi></li>"
        for fixture in fixtures[:_SHOWN]
    ]
    if len(fixtures) > _SHOWN:
        items.append(f'<li class="more">and {len(fixtures) - _SHOWN:,} more</li>')
    return f"<ul>{''.join(items)}</ul>"


def _time(index: int, kickoff: datetime, days: Days) -> str:
    """The clock alone, but for a kick-off before or after all days shown."""
    on_day = days.starts[index] <= kickoff < days.starts[index + 1]
    return days.clock(kickoff) if on_day else days.when(kickoff)


def _strip(index: int, fixtures: Sequence[Fixture], days: Days) -> str:
    """The day from left to right, marked while the window of any fixture is open."""
    start, end = days.starts[index], days.starts[index + 1]
    marks = "".join(
        f"M{_x(first, start, end):.1f} 0H{_x(last, start, end):.1f}V6H{_x(first, start, end):.1f}Z"
        for first, last in _merged((f.opens, f.closes) for f in fixtures)
        if first < end and last > start
    )
    drawn = f'<path d="{marks}"/>' if marks else ""
    return (
        f'<svg class="strip" viewBox="0 0 {_WIDTH} 6" preserveAspectRatio="none" '
        f'aria-hidden="true">{drawn}</svg>'
    )


def _x(at: datetime, start: datetime, end: datetime) -> float:
    return min(max((at - start) / (end - start), 0), 1) * _WIDTH


def _merged(windows: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Windows, those that meet made one."""
    merged: list[tuple[datetime, datetime]] = []
    for opens, closes in sorted(windows):
        if merged and opens <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], closes)
        else:
            merged.append((opens, closes))
    return merged
