"""Processor time and memory of hostile feeds.

Run it as

    .venv/bin/python -m benchmarks.hostile_feeds [KIND ...]

Each kind is a feed of up to 5 MB that is slow or large to read without a bound: floods of entries,
lines, dates, rules, zones or nested components. A process of its own loads a calendar with the
feed, then reads the levels of a week. The table has the processor time of both, and the highest
memory of the process. The parsers are imported before, as once in a process. Other work on the
machine makes processor time longer, by caches and shared cores: a kind above a limit is measured
up to three times.

It exits with 1 if a kind takes more than the limits below.
"""

import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time

import regex  # type: ignore[import-untyped]  # noqa: F401 (before the measurement)

from kickoff.calendar import ConfigError, load
from kickoff.calendar.loading import ics  # noqa: F401 (before the measurement)
from kickoff.calendar.model.feed_url import MAX_FEED_BYTES, feed_file

_MOST_SECONDS, _MOST_MEGABYTES = 1.0, 200
_RUNS = 3
_START = datetime(2026, 12, 5, tzinfo=UTC)
_URL = "https://example.com/league.ics"
_CALENDAR = f"""\
version: 1
timezone: Europe/London
targets: {{prices: {{table: prices, read: {{baseline: 50, max: 4000}}}}}}
profiles: {{match: {{demand: {{prices: {{read: 1200}}}}}}, short: {{lasts: 2h, demand: {{}}}}}}
calendars:
- {{url: "{_URL}", profile: match, all_day: hold, rules: [{{title: "a*", profile: short}}]}}
"""
_OLD, _AT = "DTSTART:19700101T000000Z", "DTSTART:20261205T150000Z"
_HOURS = "BYHOUR=" + ",".join(map(str, range(24)))
_DATES = ",".join(["20261205T150000Z"] * 1_000)
_LINES = 149_000  # little less than the most
_NEVER = "BYMONTH=2;BYMONTHDAY=30"


def _entry(*lines: str, lasts: str = "PT1H") -> str:
    whole = ("BEGIN:VEVENT", f"DURATION:{lasts}", *lines, "END:VEVENT")
    return "".join(f"{line}\r\n" for line in whole)


def _calendar(*parts: str) -> str:
    return "".join(("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", *parts, "END:VCALENDAR\r\n"))


def _many(make: Callable[[int], str], most: int = 9_900, size: int = MAX_FEED_BYTES - 200) -> str:
    """Return a number of parts, or as many as have the size."""
    parts, left = [], size
    for part in map(make, range(most)):
        left -= len(part)
        if left < 0:
            break
        parts.append(part)
    return "".join(parts)


def _flood(text: str) -> str:
    return text * ((MAX_FEED_BYTES - 300) // len(text))


def _day(number: int) -> str:
    return f"2026{number // 28 % 12 + 1:02}{number % 28 + 1:02}T{number // 336 % 24:02}0000Z"


def _series(*lines: str) -> str:
    return _calendar(_many(lambda at: _entry(f"UID:{at}", "SUMMARY:a", *lines)))


def _zone(name: str, rule: str) -> str:
    part = f"BEGIN:STANDARD\r\n{_OLD[:-1]}\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n{rule}\r\n"
    parts = f"{part}END:STANDARD\r\n" * 2
    return f"BEGIN:VTIMEZONE\r\nTZID:{name}\r\n{parts}END:VTIMEZONE\r\n"


def _zoned(at: int) -> str:
    return _zone(f"z{at}", "X:") + _entry(f"UID:{at}", f"DTSTART;TZID=z{at}:20261205T150000")


_KINDS: dict[str, Callable[[], str]] = {
    "9,900 entries": lambda: _calendar(
        _many(
            lambda at: _entry(
                *(f"UID:{at}@example.com", f"SUMMARY:a {at} v b {at}", f"DTSTART:{_day(at)}"),
                *("DTSTAMP:20261101T000000Z", "SEQUENCE:1", "LAST-MODIFIED:20261101T000000Z"),
                *("LOCATION:Ground", "STATUS:CONFIRMED", "CATEGORIES:a,b", "DESCRIPTION:a match"),
            )
        )
    ),
    "5 MB of entries": lambda: _calendar(_flood(_entry(_AT))),
    "24 a day since 1970": lambda: _calendar(_entry(_OLD, f"RRULE:FREQ=DAILY;{_HOURS}")),
    "COUNT": lambda: _calendar(_entry(_OLD, f"RRULE:FREQ=DAILY;COUNT=99999999;{_HOURS}")),
    "daily series": lambda: _series(_OLD, "RRULE:FREQ=DAILY"),
    "daily series since 1970": lambda: _calendar(
        _many(lambda at: _entry(f"UID:{at}", _OLD, "RRULE:FREQ=DAILY")), _entry("UID:x", _AT)
    ),
    "yearly series": lambda: _series(_OLD, "RRULE:FREQ=YEARLY"),
    "series that never recur": lambda: _series(_OLD, f"RRULE:FREQ=DAILY;{_NEVER}"),
    "BYSETPOS": lambda: _series(_OLD, "RRULE:FREQ=YEARLY;BYDAY=MO;BYHOUR=1,2;BYSETPOS=366"),
    "long rules": lambda: _series(_OLD, "RRULE:FREQ=DAILY;BYMONTHDAY=" + "1," * 900 + "1"),
    "one long rule": lambda: _calendar(_entry(_OLD, "RRULE:BYMONTHDAY=" + _flood("1,"))),
    "exception rules": lambda: _series(
        _OLD, f"RRULE:FREQ=DAILY;{_HOURS}", f"EXRULE:FREQ=DAILY;{_HOURS}"
    ),
    "rules of one entry": lambda: _calendar(_entry(_OLD, _flood("RRULE:FREQ=DAILY\r\n").strip())),
    "RDATE": lambda: _series(_AT, f"RDATE:{_DATES}"),
    "EXDATE": lambda: _series(_AT, "RRULE:FREQ=DAILY;COUNT=2", f"EXDATE:{_DATES}"),
    "one long EXDATE": lambda: _calendar(_entry(_AT, "RRULE:FREQ=DAILY", f"EXDATE:{_DATES * 290}")),
    "occurrences replaced": lambda: _calendar(
        _entry("UID:1", "SUMMARY:a", _OLD, "RRULE:FREQ=DAILY"),
        _many(
            lambda at: _entry(
                "UID:1",
                f"SUMMARY:a{at}",
                f"RECURRENCE-ID;RANGE=THISANDFUTURE:{_day(at)}",
                f"DTSTART:{_day(at)}",
            )
        ),
    ),
    "series of one UID": lambda: _calendar(
        _many(lambda at: _entry("UID:1", f"SUMMARY:{at}", f"DTSTART:{_day(at)}", "RDATE:"), 4_900),
        _many(
            lambda at: _entry("UID:1", f"RECURRENCE-ID:{_day(at)}", f"DTSTART:{_day(at)}"), 4_900
        ),
    ),
    "at one instant": lambda: _calendar(
        _many(lambda at: _entry(f"UID:{at}", f"SUMMARY:{at}", f"DTSTART:{_day(at)}", lasts="P30D"))
    ),
    "zones": lambda: _calendar(_many(_zoned, 490)),
    "a zone that never changes": lambda: _calendar(
        _zone("z", f"RRULE:FREQ=YEARLY;{_NEVER}"), _entry("DTSTART;TZID=z:20261205T150000")
    ),
    "names of zones": lambda: _calendar(
        _many(lambda at: _entry(f"UID:{at}", f"DTSTART;TZID=q{at}/x/y/z:20261205T150000"))
    ),
    "slashes in a zone": lambda: _calendar(_entry(f"DTSTART;TZID={_flood('a/')}:20261205T150000")),
    "nested components": lambda: _calendar("BEGIN:VTIMEZONE\r\n" * _LINES),
    "calendars": lambda: _calendar() * (_LINES // 3),
    "short lines": lambda: _calendar(_entry(_AT, "A:\n" * _LINES)),
    "empty lines": lambda: _calendar(_flood("\n")),
    "carriage returns": lambda: _calendar(_entry(_AT), "\r" * _LINES),
    "carriage returns after text": lambda: _calendar(_entry(_AT), "A:a\r" * _LINES),
    "folded line": lambda: _calendar(_entry(_AT, "SUMMARY:a" + "\n a" * _LINES)),
    "long text": lambda: _calendar(_entry(_AT, "DESCRIPTION:" + _flood("a\\, b;"))),
    "categories": lambda: _calendar(_entry(_AT, "CATEGORIES:" + _flood("a,"))),
    "parameters": lambda: _calendar(_entry(_AT, "SUMMARY" + _flood(";A=b") + ":x")),
    "lines not understood": lambda: _calendar(_entry(_AT, "DTSTAMP:x\n" * _LINES)),
}


def main(chosen: list[str]) -> int:
    """Print the table; return 1 if a kind exceeds a limit."""
    slow = False
    print(f"{'kind':28}{'MB':>6}{'load s':>8}{'week s':>8}{'memory MB':>11}  result")
    for kind in chosen or _KINDS:
        slow |= not any(_is_within_limits(kind) for _ in range(_RUNS))
    return int(slow)


def _is_within_limits(kind: str) -> bool:
    """Measure a kind in a process of its own, and print its row."""
    command = [sys.executable, "-m", "benchmarks.hostile_feeds", "--measure", kind]
    measured = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 (itself)
    print(measured.stdout, end="", flush=True)
    *_, seconds, week, memory = measured.stdout[:61].split()
    return float(seconds) + float(week) <= _MOST_SECONDS and int(memory) <= _MOST_MEGABYTES


def _measure(kind: str) -> None:
    """Print the row of one kind."""
    content = _KINDS[kind]().encode()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "feeds").mkdir()
        (place / "feeds" / feed_file(_URL)).write_bytes(content)
        (place / "config.yaml").write_text(_CALENDAR)
        began = loaded = process_time()
        try:
            calendar = load(place / "config.yaml", deployed=True)
            loaded = process_time()
            list(calendar.steps(_START, _START + timedelta(days=7)))
            problems = len(calendar.feed_problems)
            result = f"{problems:,} left out"
        except ConfigError as error:
            loaded = process_time()
            result = f"refused: {error.problems[0].message[:70]}"
    week = process_time() - loaded
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    size = len(content) / 1e6
    print(f"{kind:28}{size:6.1f}{loaded - began:8.2f}{week:8.2f}{memory:11}  {result}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        _measure(sys.argv[2])
    else:
        sys.exit(main(sys.argv[1:]))
