"""The calendar that most stories begin with: a match in twelve days, another a week before."""

from datetime import UTC, datetime

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

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
  pricing: {function: pricing, qualifier: live, warm: {baseline: 2, max: 900, every: 5m}}
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
FIXTURES = """\
fixtures:
- {name: Leeds v Derby, kickoff: 2026-11-28 12:30, profile: league-match}
- {name: Cup final, kickoff: 2026-12-05 15:00, profile: league-match, scale: 2}
"""
CALENDAR = TARGETS + PROFILES + FIXTURES
