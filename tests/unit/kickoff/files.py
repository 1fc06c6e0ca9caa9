"""The calendar that most tests begin with, and queries of it."""

from datetime import UTC, datetime

from kickoff.calendar import Calendar
from kickoff.timeline import Fixture, Key

READ, WRITE = Key("prices", "read"), Key("prices", "write")
INDEX = Key("prices", "by-fixture.write")
WARM = Key("pricing", "warm")

TARGETS = """\
version: 1
timezone: Europe/London
targets:
  prices:
    table: prices
    read: {baseline: 50, max: 4000}
    write: {baseline: 20, max: 2000}
    indexes:
      by-fixture: {write: {baseline: 20, max: 2000}}
  pricing: {function: pricing, qualifier: live, warm: {baseline: 2, max: 200, every: 5m}}
"""
PROFILES = """\
profiles:
  league-match:
    lasts: 2h
    lead: 20m
    tail: 30m
    demand:
      prices: {read: 1200, write: 400, indexes: {by-fixture: {write: 400}}}
      pricing: {warm: 40}
"""
BASE = TARGETS + PROFILES


def utc(text: str) -> datetime:
    """Return an instant in UTC, from `2026-12-05 12:30`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def fixtures(calendar: Calendar, start: str, end: str) -> list[Fixture]:
    """Return the fixtures of [start, end), days in UTC."""
    return calendar.fixtures(utc(start), utc(end))


def kickoffs(calendar: Calendar, start: str, end: str) -> list[str]:
    """Return the kick-offs of [start, end), in UTC."""
    return [f"{each.kickoff:%Y-%m-%d %H:%M}" for each in fixtures(calendar, start, end)]


def shape(calendar: Calendar, key: Key, start: str, end: str) -> list[tuple[str, int]]:
    """Return the levels of a dimension over [start, end), each with its first minute."""
    return [
        (f"{step.start:%d %H:%M}", step.level.value)
        for step in calendar.steps(utc(start), utc(end))
        if step.key == key
    ]
