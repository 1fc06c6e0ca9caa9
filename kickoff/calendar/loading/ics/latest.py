"""The latest entries of a feed that has more than are read."""

import re
from collections.abc import Iterable
from datetime import date

from kickoff.calendar.loading.ics.content_lines import Component
from kickoff.calendar.loading.ics.last_day import last_day
from kickoff.calendar.model.problems import EntryPlace, FeedProblem
from kickoff.calendar.model.times import YEARS

# A season has hundreds. An entry takes 50 microseconds to read, and 5 to pass over.
_MOST_READ = 6_000
_DATE = re.compile(r":(\d{4})-?(\d\d)-?(\d\d)")


def latest(components: Iterable[Component]) -> tuple[list[Component], list[FeedProblem]]:
    """Return the components without the entries that end first, if there are more than are read.

    Many feeds keep the entries of all years. The problem says how many are left out, and the last
    of their days: it concerns somebody only if one of them is still to come.
    """
    found = list(components)
    days = {id(each): _last(each) for each in found if each.name == "VEVENT"}
    if len(days) <= _MOST_READ:
        return found, []
    ordered = sorted(days.items(), key=lambda each: each[1], reverse=True)
    passed = {identity for identity, _ in ordered[_MOST_READ:]}
    until = ordered[_MOST_READ][1]
    ends = f"these end by {until}" if until < date.max else "these may still recur"
    first = next(each for each in found if id(each) in passed)
    last = until if until < date.max else None
    place = EntryPlace(first.number, f"{len(passed):,} earliest entries", last=last)
    message = (
        f"the latest {_MOST_READ:,} of {len(days):,} are read, and {ends}; "
        "ask the publisher for a feed of one season"
    )
    return [each for each in found if id(each) not in passed], [FeedProblem(message, place)]


def _last(entry: Component) -> date:
    """Return the last day of an entry; the first of all days if it has no valid start."""
    days = [day for name in ("DTSTART", "RECURRENCE-ID") if (day := _day(entry, name))]
    if not days:
        return date.min
    rules = [line.plain_value() for line in entry.lines.get("RRULE", ())]
    following = any("THISANDFUTURE" in line.rest for line in entry.lines.get("RECURRENCE-ID", ()))
    if following or "RDATE" in entry.lines:
        return date.max
    return last_day(max(days), rules) or date.max


def _day(entry: Component, name: str) -> date | None:
    lines = entry.lines.get(name)
    found = _DATE.search(lines[0].rest) if lines else None
    try:
        day = date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
    return day if day and day.year in YEARS else None
