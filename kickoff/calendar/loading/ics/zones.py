"""Time zones of an iCalendar file: IANA names, Windows names, and the file's own definitions."""

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar import Timezone
from icalendar.timezone.tzp import TZP
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from kickoff.calendar.loading.ics.content_lines import Component


class FeedZones:
    """The zones of one file. `mapped`: zones that the calendar gives for names of the file."""

    def __init__(self, mapped: Mapping[str, ZoneInfo], components: Iterable[Component]) -> None:
        self._mapped = mapped
        self._defined = {
            line.text.partition(":")[2].strip(): "\r\n".join(component.text)
            for component in components
            for line in component.lines
            if component.name == "VTIMEZONE" and line.name == "TZID"
        }

    def find(self, name: str) -> tzinfo:
        """Return the zone of a TZID.

        The order: the calendar's mapping, IANA, Windows, the file's own definition, and a name
        behind a vendor's prefix, such as /example.org/Europe/London.

        Raises:
            ValueError: the zone is not known.
        """
        if name in self._mapped:
            return self._mapped[name]
        parts = name.strip("/").split("/")
        names = [name.strip("/"), WINDOWS_TO_OLSON.get(name, "")]
        suffixes = ["/".join(parts[start:]) for start in range(1, len(parts))]
        zone = _first(names) or self._own(name) or _first(suffixes)
        if zone is None:
            raise ValueError(f"the zone {name!r} is not known; map it under zones: of the calendar")
        return zone

    def _own(self, name: str) -> tzinfo | None:
        """Return the zone that the file defines. Every file has a registry of its own."""
        if name not in self._defined:
            return None
        component = Timezone.from_ical(self._defined[name])
        if not isinstance(component, Timezone):
            return None
        zone: tzinfo = component.to_tz(TZP(), lookup_tzid=False)
        return zone


def _first(names: Iterable[str]) -> ZoneInfo | None:
    for name in names:
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return None
