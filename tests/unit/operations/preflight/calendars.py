"""The calendar of most tests: a match in five days, a final a week later."""

from tests.unit.kickoff.files import BASE, utc

NOW = utc("2026-11-23 09:00")
FIXTURES = """\
fixtures:
- {name: Leeds v Derby, kickoff: 2026-11-28 12:30, profile: league-match}
- {name: Cup final, kickoff: 2026-12-05 15:00, profile: league-match, scale: 2}
"""
CALENDAR = BASE + FIXTURES


def beside(target: str) -> str:
    """Return the calendar with one more target, given as one line."""
    return CALENDAR.replace("profiles:", f"  {target}\nprofiles:")
