"""A remark on lines of entries that are not understood. Their entries stay fixtures."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from icalendar import vDDDTypes, vGeo, vInt

from kickoff.calendar.loading.ics.content_lines import Component, ContentLine

# Properties of RFC 5545 that make no fixture, and have a value with a form.
_FORMS: Mapping[str, Callable[[str], object]] = {
    "COMPLETED": vDDDTypes.from_ical,
    "CREATED": vDDDTypes.from_ical,
    "DTSTAMP": vDDDTypes.from_ical,
    "GEO": vGeo.from_ical,
    "LAST-MODIFIED": vDDDTypes.from_ical,
    "PERCENT-COMPLETE": vInt.from_ical,
    "PRIORITY": vInt.from_ical,
    "SEQUENCE": vInt.from_ical,
}


def unread(components: Iterable[Component]) -> Iterator[str]:
    """Yield a remark if lines of entries are not understood, with the first of them."""
    entries = (each for each in components if each.name == "VEVENT")
    lines = [line for entry in entries for line in entry.lines if not _is_understood(line)]
    if lines:
        yield (
            f"not understood, and not used: {len(lines)} lines, such as {lines[0].name} in line "
            f"{lines[0].number}; no fixture depends on them"
        )


def _is_understood(line: ContentLine) -> bool:
    form = _FORMS.get(line.name)
    if form is None:
        return True
    try:
        form(line.parts()[1])
    except Exception:  # noqa: BLE001 (any fault of the parser is a value that it does not understand)
        return False
    return True
