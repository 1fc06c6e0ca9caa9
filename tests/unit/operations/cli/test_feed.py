"""`kickoff feed`: list, refresh, accept."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from io import StringIO
from pathlib import Path

import pytest

from kickoff.calendar.model.feed_url import feed_name
from operations.cli import feed as verb
from operations.feeds.handler import make_application
from tests.unit.kickoff.files import BASE
from tests.unit.operations.conftest import Run
from tests.unit.operations.feeds.publisher import Publisher, feed, publishing

_TODAY = datetime.now(UTC)
_FOUR = tuple(
    (f"match {day}", f"{_TODAY + timedelta(days=day):%Y%m%dT150000Z}") for day in range(1, 5)
)


class _Setting:
    """A calendar with the feed of a publisher on this machine."""

    def __init__(self, run: Run, config: Path, publisher: Publisher) -> None:
        self._run = run
        self.config = config
        self.publisher = publisher
        self.name = feed_name(publisher.url())

    def kickoff(self, *arguments: str) -> tuple[int, str]:
        """Run a verb of `kickoff feed`; return its exit code and its output."""
        result = self._run("feed", *arguments, "--config", self.config)
        return result.code, result.out + result.err


@pytest.fixture
def setting(run: Run, tmp_path: Path) -> Iterator[_Setting]:
    """A feed of four matches that is not fetched yet."""
    config = tmp_path / "config.yaml"
    with publishing(tmp_path / "publisher") as publisher:
        publisher.publish(feed(*_FOUR), ETag='"1"')
        line = f"calendars: [{{url: '{publisher.url()}', profile: league-match}}]\n"
        config.write_text(BASE + line)
        yield _Setting(run, config, publisher)


@pytest.fixture
def reached(setting: _Setting, monkeypatch: pytest.MonkeyPatch) -> _Setting:
    """The same, and the command may connect to this machine."""
    fetcher = setting.publisher.fetcher()
    monkeypatch.setattr(verb, "make_application", partial(make_application, fetcher=fetcher))
    return setting


def test_the_command_fetches_from_public_addresses_only(setting: _Setting) -> None:
    code, text = setting.kickoff("refresh")
    assert code == 1
    assert "has the address 127.0.0.1, which is not public" in text


def test_a_feed_that_was_never_fetched_is_listed(reached: _Setting) -> None:
    code, text = reached.kickoff("list")
    assert code == 0
    assert reached.name in text
    assert "never" in text


def test_a_refresh_lists_what_changed(reached: _Setting) -> None:
    code, text = reached.kickoff("refresh")
    assert code == 0
    assert f"{reached.name}: accepted; 4 appeared" in text
    assert "  appeared match 1" in text
    code, text = reached.kickoff("refresh")
    assert code == 0
    assert f"{reached.name}: unchanged; no change" in text
    assert "maps" not in text


def test_a_refresh_lists_what_changed_rules_change(reached: _Setting) -> None:
    reached.kickoff("refresh")
    rules = "rules: [{title: match 1, leave_out: true}, {title: match 2, scale: 0.5},"
    rules += " {title: match 3, lasts: 4h}], profile"
    text = reached.config.read_text()
    reached.config.write_text(text.replace("profile: league-match}]", f"{rules}: league-match}}]"))
    code, text = reached.kickoff("refresh")
    assert code == 0
    assert f"{reached.name}: unchanged; no change" in text
    assert "the calendar maps 3 fixtures of it differently than before:" in text
    assert "15:00: league-match to left out" in text
    assert "15:00: league-match to league-match at scale 0.5" in text
    assert "15:00: league-match to league-match until 19:00Z" in text
    assert "maps" not in reached.kickoff("refresh")[1]


def test_a_held_feed_is_listed_with_its_reason_and_accepted_by_name(reached: _Setting) -> None:
    reached.kickoff("refresh")
    reached.publisher.publish(feed(_FOUR[0]), ETag='"2"')
    code, text = reached.kickoff("refresh")
    assert code == 1
    assert "held: 1 of 4 coming fixtures is left; 3 vanished" in text
    assert f"`kickoff feed accept {reached.name}` puts it in force" in text
    assert reached.kickoff("list")[0] == 1
    code, text = reached.kickoff("accept", reached.name, "--yes")
    assert code == 0
    assert "vanished match 2" in text
    assert text.index("prices.read") < text.index(f"{reached.name}: accepted")
    assert reached.kickoff("list")[0] == 0
    assert "nothing is held" in reached.kickoff("accept", reached.name)[1]


def test_an_unknown_feed_is_refused_with_the_known_ones(reached: _Setting) -> None:
    code, text = reached.kickoff("refresh", "nowhere")
    assert code == 2
    assert f"no feed nowhere; the calendar has: {reached.name}" in text


@pytest.mark.parametrize("calendars", ["", "calendars: [{ics: cup.ics, profile: league-match}]\n"])
def test_a_calendar_without_a_published_feed_says_so(
    run: Run, tmp_path: Path, calendars: str
) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(BASE + calendars)
    (tmp_path / "cup.ics").write_text(feed(*_FOUR))
    result = run("feed", "list", "--config", config)
    assert result.code == 2
    assert "the calendar has no published feed (url:)" in result.err
    assert "a file (ics:) is read with the calendar" in result.err


def test_the_changes_are_shown_before_a_person_accepts_them(
    reached: _Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("n\n"))
    reached.kickoff("refresh")
    reached.publisher.publish(feed(_FOUR[0]), ETag='"2"')
    reached.kickoff("refresh")
    code, text = reached.kickoff("accept", reached.name)
    assert code != 0
    assert "held: 1 of 4 coming fixtures is left; 3 vanished" in text
    row = next(line.split() for line in text.splitlines() if "prices.read" in line)
    assert row[-2:] == ["1,200", "50"]
    assert reached.kickoff("list")[0] == 1


def test_the_fixtures_of_feeds_are_listed_with_line_rule_and_profile(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "league.ics").write_text(feed(*_FOUR[:2]))
    config = tmp_path / "config.yaml"
    rule = "rules: [{title: match 2, scale: 0.5}]"
    config.write_text(f"{BASE}calendars: [{{ics: league.ics, profile: league-match, {rule}}}]\n")
    result = run("feed", "fixtures", "--config", config)
    name, _, *rows, _ = result.out.splitlines()
    assert name == "league.ics"
    assert [row.split()[-4:] for row in rows] == [
        ["3", "none", "league-match", "1"],
        ["9", "rules[0]", "league-match", "0.5"],
    ]


def test_the_name_of_a_fixture_fits_beside_the_name_of_its_feed(run: Run, tmp_path: Path) -> None:
    name = "Leeds United v Derby County"
    (tmp_path / "the-whole-league-of-the-season.ics").write_text(feed((name, _FOUR[0][1])))
    config = tmp_path / "config.yaml"
    imported = "{ics: the-whole-league-of-the-season.ics, profile: league-match}"
    config.write_text(f"{BASE}calendars: [{imported}]\n")
    result = run("feed", "fixtures", "--config", config)
    assert name in result.out
    assert max(map(len, result.out.splitlines())) <= 80
