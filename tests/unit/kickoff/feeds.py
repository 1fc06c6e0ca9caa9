"""Feeds for tests: their text, and the fixtures that a calendar makes of them."""

from pathlib import Path

from kickoff.calendar import Calendar
from tests.unit.kickoff.conftest import Loaded
from tests.unit.kickoff.files import BASE, fixtures

YEARS = ("2026-01-01", "2028-01-01")
OWN_ENDS = BASE.replace("    lasts: 2h\n", "")


def feed(*lines: str) -> str:
    """Return an iCalendar file."""
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR", ""])


def entry(*lines: str, uid: str = "1", title: str = "a") -> list[str]:
    """Return an entry with a UID and a title; an empty one is left away."""
    named = [f"UID:{uid}"] * bool(uid) + [f"SUMMARY:{title}"] * bool(title)
    return ["BEGIN:VEVENT", *named, *lines, "END:VEVENT"]


def zone(name: str, standard: str, daylight: str | None = None) -> list[str]:
    """Return a definition of a zone, with the changes of Europe, as Exchange writes it."""
    return [
        *("BEGIN:VTIMEZONE", f"TZID:{name}", "BEGIN:STANDARD", "DTSTART:16010101T020000"),
        *(f"TZOFFSETFROM:{daylight or standard}", f"TZOFFSETTO:{standard}"),
        *["RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"] * bool(daylight),
        *("END:STANDARD", "BEGIN:DAYLIGHT", "DTSTART:16010101T010000"),
        *(f"TZOFFSETFROM:{standard}", f"TZOFFSETTO:{daylight or standard}"),
        *["RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3"] * bool(daylight),
        *("END:DAYLIGHT", "END:VTIMEZONE"),
    ]


def read(
    folder: Path, loaded: Loaded, content: str | bytes, keys: str = "", base: str = BASE
) -> Calendar:
    """Return the calendar with a feed of this content; `keys` are more keys of its entry."""
    raw = content.encode() if isinstance(content, str) else content
    (folder / "league.ics").write_bytes(raw)
    return loaded(f"{base}calendars: [{{ics: league.ics, profile: league-match{keys}}}]\n")


def starts(calendar: Calendar) -> list[str]:
    """Return the kick-offs of two years, in UTC."""
    return [f"{each.kickoff:%Y-%m-%d %H:%M}" for each in fixtures(calendar, *YEARS)]


def spans(calendar: Calendar) -> list[str]:
    """Return the kick-offs and ends of two years, in UTC."""
    found = fixtures(calendar, *YEARS)
    return [f"{each.kickoff:%Y-%m-%d %H:%M} to {each.end:%Y-%m-%d %H:%M}" for each in found]


def remarks(calendar: Calendar) -> str:
    """Return all that `kickoff validate` says about the feed."""
    return "\n".join([*map(str, calendar.feed_problems), *calendar.notes])
