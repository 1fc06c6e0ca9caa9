"""Validation of a calendar for AppConfig."""

from base64 import b64encode
from pathlib import Path

import pytest

from kickoff.calendar import ConfigError
from kickoff.calendar.loading.document import MAX_BYTES
from kickoff.calendar.model.feed_url import feed_file
from kickoff.validator import handler
from tests.unit.kickoff.files import BASE

_ICS = (
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Cup\r\n"
    "DTSTART:20261205T123000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def _ask(text: str) -> None:
    handler({"content": b64encode(text.encode()).decode(), "uri": "hosted"}, None)


def test_a_calendar_is_accepted() -> None:
    _ask(BASE)


def test_a_broken_calendar_is_refused_with_all_problems() -> None:
    with pytest.raises(ConfigError, match=r"(?s)timezone: got .*no profile 'cup'"):
        _ask(
            BASE.replace("timezone: Europe/London", "timezone: London")
            + "fixtures: [{name: a, kickoff: 2026-12-05 12:30, profile: cup}]\n"
        )


def test_a_calendar_that_is_too_large_is_refused_unread() -> None:
    with pytest.raises(ConfigError, match="larger than"):
        _ask("#" * (MAX_BYTES + 1))


def test_imports_are_read_relative_to_the_deployed_location(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    importing = BASE + "calendars: [{ics: cup.ics, profile: league-match}]\n"
    monkeypatch.setenv("KICKOFF_CONFIG", str(tmp_path / "config.yaml"))
    with pytest.raises(ConfigError, match="no such file"):
        _ask(importing)
    (tmp_path / "cup.ics").write_text(_ICS)
    _ask(importing)


def test_feeds_are_read_where_the_stack_stores_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "https://example.com/league.ics"
    published = BASE + f"calendars: [{{url: '{url}', profile: league-match, scale: 1000}}]\n"
    monkeypatch.setenv("KICKOFF_CONFIG", "appconfig://shop/prod/calendar")
    monkeypatch.setenv("KICKOFF_FEEDS", str(tmp_path))
    _ask(published)
    (tmp_path / feed_file(url)).write_text(_ICS)
    with pytest.raises(ConfigError, match=r"Cup needs .* where its max is"):
        _ask(published)


def test_a_calendar_above_a_cap_of_the_stack_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KICKOFF_MOST_UNITS", "80")
    with pytest.raises(ConfigError, match="need 90 capacity units"):
        _ask(BASE)
