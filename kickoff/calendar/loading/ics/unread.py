"""A remark on lines of entries that are not understood. Their entries stay fixtures."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from icalendar import vGeo

from kickoff.calendar.loading.ics.content_lines import Component, ContentLine
from kickoff.calendar.model.words import counted

# Properties of RFC 5545 that make no fixture, and have a value with a form.
_FORMS: Mapping[str, Callable[[str], object]] = {
    "COMPLETED": datetime.fromisoformat,
    "CREATED": datetime.fromisoformat,
    "DTSTAMP": datetime.fromisoformat,
    "GEO": vGeo.from_ical,
    "LAST-MODIFIED": datetime.fromisoformat,
    "PERCENT-COMPLETE": int,
    "PRIORITY": int,
    "SEQUENCE": int,
}


def unread(components: Iterable[Component]) -> Iterator[str]:
    """Yield a remark if lines of entries are not understood, with the first of them."""
    entries = (each for each in components if each.name == "VEVENT")
    lines = [
        line
        for entry in entries
        for name in entry.lines.keys() & _FORMS.keys()
        for line in entry.lines[name]
        if not _is_understood(line)
    ]
    if lines:
        first = min(lines, key=lambda line: line.number)
        yield (
            f"not understood, and not used: {counted(len(lines), 'line')}, such as {first.name} "
            f"in line {first.number}; no fixture depends on them"
        )


def _is_understood(line: ContentLine) -> bool:
    try:
        _FORMS[line.name](line.parts()[1])
    except Exception:  # noqa: BLE001 (any fault of the parser is a value that it does not understand)
        return False
    return True
