"""Time zones of an iCalendar file: IANA names, Windows names, and the file's own definitions."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar import Timezone
from icalendar.timezone.tzp import TZP
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from kickoff.calendar.loading.ics.content_lines import Component
from kickoff.calendar.loading.ics.effort import Effort
from kickoff.calendar.loading.ics.rules import check_zone_rule
from kickoff.calendar.model.times import exists

_DAY = timedelta(days=1)
_CACHED_HOURS = 10_000
_LONGEST_NAME = 200
_UNITS_OF_A_SEARCH = 200
_UTC_NAMES = frozenset(("UTC", "Z"))
_RULE = re.compile(r"(?mi)^RRULE[^:\r\n]*:(.*)$")
# Exchange begins its rules in 1601; each search would walk through all the years since then.
_OLD_START = re.compile(r"(?m)^(DTSTART:)1[0-8]\d\d")


class FeedZones:
    """The zones of one file. `mapped`: zones that the calendar gives for names of the file."""

    def __init__(
        self, mapped: Mapping[str, ZoneInfo], components: Iterable[Component], effort: Effort
    ) -> None:
        self._found: dict[str, tzinfo | None] = dict(mapped)
        self._effort = effort
        self._defined = {
            _plain(line.plain_value()).casefold(): "\r\n".join(component.text)
            for component in components
            if component.name == "VTIMEZONE"
            for line in component.lines.get("TZID", ())
        }

    def find(self, name: str) -> tzinfo:
        """Return the zone of a TZID.

        The order: the calendar's mapping, IANA, Windows, the file's own definition, and a name
        behind a vendor's prefix, such as /example.org/Europe/London. An abbreviation such as GMT or
        EST, which publishers also use for places with summer time, is first searched in the file.

        Raises:
            ValueError: the zone is not known, or its definition is not valid.
        """
        name = _plain(name)
        if name not in self._found:
            if len(name) > _LONGEST_NAME:
                raise ValueError(f"the name of a zone has more than {_LONGEST_NAME} characters")
            self._effort.spend(_UNITS_OF_A_SEARCH)
            self._found[name] = self._search(name)
        zone = self._found[name]
        if zone is None:
            fault = "is not validly defined" if name.casefold() in self._defined else "is not known"
            raise ValueError(f"the zone {name!r} {fault}; map it under zones: of the calendar")
        return zone

    def _search(self, name: str) -> tzinfo | None:
        parts = name.strip("/").split("/")
        names = [name.strip("/"), WINDOWS_TO_OLSON.get(name, "")]
        if len(parts) > 1:  # europe/london, America/New York
            names.append("/".join(parts).replace(" ", "_").title())
        suffixes = ["/".join(parts[start:]) for start in range(1, len(parts))]
        is_place = "/" in name or name in WINDOWS_TO_OLSON
        own = None if is_place else self._own(name)
        if parts[-1].upper() in _UTC_NAMES and name.casefold() not in self._defined:
            return ZoneInfo("UTC")
        return own or _first(names) or self._own(name) or _first(suffixes)

    def _own(self, name: str) -> tzinfo | None:
        """Return the zone that the file defines. Every file has a registry of its own."""
        definition = self._defined.get(name.casefold())
        if definition is None:
            return None
        self._effort.spend(len(definition))
        try:
            for rule in _RULE.findall(definition):
                check_zone_rule(rule.strip(), self._effort)
            component = Timezone.from_ical(_OLD_START.sub(r"\g<1>1970", definition))
            if not isinstance(component, Timezone):
                return None
            zone: tzinfo = component.to_tz(TZP(), lookup_tzid=False)
        except Exception:  # noqa: BLE001 (any fault of the parser: the definition is not valid)
            return None
        return _OwnZone(zone)


class _OwnZone(tzinfo):
    """A zone that a file defines. Its offsets are searched slowly, so each hour is searched once.

    A time that the clocks skip has the offset before the change, as with ZoneInfo.
    """

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._offset = lru_cache(_CACHED_HOURS)(self._search)

    def utcoffset(self, moment: datetime | None, /) -> timedelta | None:
        """Return the offset of a local time."""
        if moment is None:
            return None
        hour = moment.replace(minute=0, second=0, microsecond=0, tzinfo=None)
        return self._offset(hour, moment.fold)

    def dst(self, _: datetime | None, /) -> None:
        """Return None: the part of the offset that is summer time is not known."""

    def tzname(self, moment: datetime | None, /) -> str | None:
        """Return the definition's own name of the time."""
        return self._zone.tzname(moment and moment.replace(tzinfo=self._zone))

    def fromutc(self, moment: datetime, /) -> datetime:
        """Return the local time of a time in UTC."""
        return self._zone.fromutc(moment.replace(tzinfo=self._zone)).replace(tzinfo=self)

    def _search(self, hour: datetime, fold: Literal[0, 1]) -> timedelta | None:
        local = hour.replace(tzinfo=self._zone, fold=fold)
        return (local if exists(local) else local - _DAY).utcoffset()


def _plain(name: str) -> str:
    """Return a name without quotes and blanks around it."""
    return name.strip().strip('"').strip()


def _first(names: Iterable[str]) -> ZoneInfo | None:
    for name in names:
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return None
