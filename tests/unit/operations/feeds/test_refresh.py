"""A refresh puts new content in force, or holds it for a person."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kickoff.calendar import load
from kickoff.calendar.loading.files import read_local, write_local
from kickoff.calendar.model.feed_url import MAX_FEED_BYTES
from kickoff.calendar.sources import Source
from kickoff.pricing.caps import NO_CAPS, SpendingCaps
from operations.feeds.events import feed_events
from operations.feeds.fetch import Fetched, FetchError, Version
from operations.feeds.handler import make_application
from operations.feeds.refresh import FeedRefresher, Refreshed, RefreshOutcome
from operations.feeds.store import FeedStore
from tests.unit.kickoff.files import BASE
from tests.unit.operations.feeds.publisher import feed

NOW = datetime(2026, 12, 5, 12, tzinfo=UTC)
_URL = "https://example.com/league.ics?token=secret"
CALENDAR = BASE + f"calendars: [{{url: '{_URL}', profile: league-match}}]\n"
LEEDS, HULL = ("Leeds v Derby", "20261205T150000Z"), ("Hull v Stoke", "20261206T150000Z")
LUTON, WIGAN = ("Luton v Bury", "20261207T150000Z"), ("Wigan v Leigh", "20261208T150000Z")
ALL = (LEEDS, HULL, LUTON, WIGAN)


class Web:
    """The published content, with a version for each; None does not answer."""

    def __init__(self) -> None:
        self.content: str | None = feed(*ALL)
        self.fetched = 0

    def fetch(self, url: str, known: Version, headers: Mapping[str, str]) -> Fetched | None:
        assert (url, headers) == (_URL, {})
        if self.content is None:
            raise FetchError("example.com: timed out")
        version = Version(etag=str(hash(self.content)))
        self.fetched += version != known
        return None if version == known else Fetched(self.content.encode(), version)


class Feeds:
    """A calendar with one feed, its store in a folder, and its publisher."""

    def __init__(self, folder: Path, caps: SpendingCaps = NO_CAPS) -> None:
        self.path = folder / "config.yaml"
        self.path.write_text(CALENDAR)
        self.in_force = load(self.path)
        self.web = Web()
        self.store = FeedStore(str(folder / "feeds"), read_local, write_local)
        self.refresher = FeedRefresher(
            str(self.path), read_local, self.store, self.web, lambda _: {}, caps.check
        )

    def refresh(self, content: str | None = None, at: datetime = NOW) -> Refreshed:
        """Refresh, after publishing new content."""
        self.web.content = content or self.web.content
        (entry,) = self.in_force.published
        return self.refresher.refresh(entry, self.in_force, at)

    def accept(self) -> Refreshed | None:
        (entry,) = self.in_force.published
        held = self.refresher.held(entry, self.in_force, NOW)
        return held and self.refresher.accept(held, entry, NOW)

    @property
    def names(self) -> list[str]:
        """The fixtures in force."""
        return [each.name for each in load(self.path).fixtures(NOW, NOW + timedelta(days=30))]


@pytest.fixture
def feeds(tmp_path: Path) -> Feeds:
    """A feed that was fetched once."""
    found = Feeds(tmp_path)
    assert found.refresh().outcome is RefreshOutcome.ACCEPTED
    return found


def _changes(refreshed: Refreshed) -> list[str]:
    return [f"{change.kind} {change.name}" for change in refreshed.changes]


def test_a_calendar_without_fetched_content_is_valid_and_says_so(tmp_path: Path) -> None:
    (problem,) = load(Feeds(tmp_path).path).feed_problems
    assert str(problem) == (
        "https://example.com/league.ics: the feed is not fetched yet; "
        "`kickoff feed refresh` fetches it now"
    )


def test_the_first_content_is_put_in_force(tmp_path: Path) -> None:
    feeds = Feeds(tmp_path)
    assert _changes(feeds.refresh()) == [f"appeared {name}" for name, _ in ALL]
    assert feeds.names == [name for name, _ in ALL]


def test_the_largest_content_that_is_fetched_is_also_read(feeds: Feeds) -> None:
    padding = f"X-PADDING:{'x' * 65}\r\n" * 60_000
    large = feed(*ALL).replace("END:VCALENDAR", f"{padding}END:VCALENDAR")
    assert 4_500_000 < len(large) <= MAX_FEED_BYTES
    assert feeds.refresh(large).outcome is RefreshOutcome.ACCEPTED
    assert feeds.names == [name for name, _ in ALL]
    source = Source(str(feeds.path))
    first = source.read(NOW)
    assert source.read(NOW + timedelta(minutes=1)).calendar is first.calendar


def test_unchanged_content_changes_nothing(feeds: Feeds) -> None:
    later = feeds.refresh(at=NOW + timedelta(minutes=15))
    assert (later.outcome, later.changes) == (RefreshOutcome.UNCHANGED, ())
    assert later.state.checked == NOW + timedelta(minutes=15)
    assert feeds.web.fetched == 1


def test_each_kind_of_change_is_reported(feeds: Feeds) -> None:
    moved = ("Leeds v Derby", "20261205T170000Z")
    cancelled = feed(HULL, status="CANCELLED").split("\r\n")[2:-2]
    text = feed(moved, LUTON, ("Bolton v Bath", "20261209T150000Z"))
    with_cancelled = text.replace("END:VCALENDAR", "\r\n".join([*cancelled, "END:VCALENDAR"]))
    assert sorted(_changes(feeds.refresh(with_cancelled))) == [
        "appeared Bolton v Bath",
        "cancelled Hull v Stoke",
        "moved Leeds v Derby",
        "vanished Wigan v Leigh",
    ]


def test_an_event_has_the_change_of_capacity_and_price(feeds: Feeds) -> None:
    refreshed = feeds.refresh(feed(LEEDS, HULL, LUTON))
    (event,) = feed_events(refreshed, NOW)
    (dearer,) = feed_events(refreshed, NOW, region="sa-east-1")
    assert (event["change"], event["fixture"]) == ("vanished", "Wigan v Leigh")
    assert (event["kickoff_before"], event["kickoff_after"]) == ("2026-12-08T15:00:00+00:00", None)
    assert {(each["dimension"], each["before"], each["after"]) for each in event["levels"]} >= {
        ("read", 1200, 50)
    }
    assert event["dollars"] < 0
    assert dearer["dollars"] == pytest.approx(1.5 * event["dollars"], abs=0.02)


@pytest.mark.parametrize("content", ["<html>sign in</html>", "", feed(LEEDS)[:-20]])
def test_content_that_is_no_whole_calendar_leaves_the_last_one(feeds: Feeds, content: str) -> None:
    feeds.web.content = content
    failed = feeds.refresh()
    assert failed.outcome is RefreshOutcome.FAILED
    assert "not an iCalendar file" in failed.reason
    assert len(feeds.names) == 4


def test_a_publisher_that_is_away_leaves_the_last_content(feeds: Feeds) -> None:
    feeds.web.content = None
    failed = feeds.refresh(at=NOW + timedelta(hours=1))
    assert (failed.outcome, failed.reason) == (RefreshOutcome.FAILED, "example.com: timed out")
    assert failed.state.checked == NOW
    assert len(feeds.names) == 4


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (feed(LEEDS), "1 of 4 coming fixtures is left"),
        (feed(), "0 of 4 coming fixtures are left"),
        (feed(*[(name, start.replace("T15", "T16")) for name, start in ALL]), "all 4 coming"),
    ],
)
def test_a_suspicious_change_waits_for_a_person(feeds: Feeds, content: str, reason: str) -> None:
    held = feeds.refresh(content)
    assert held.outcome is RefreshOutcome.HELD
    assert reason in held.reason
    assert [start for _, start in ALL] == [
        f"{each.kickoff:%Y%m%dT%H%M%SZ}"
        for each in load(feeds.path).fixtures(NOW, NOW + timedelta(days=30))
    ]
    again = feeds.refresh(at=NOW + timedelta(minutes=15))
    assert again.outcome is RefreshOutcome.HELD
    accepted = feeds.accept()
    assert accepted is not None
    assert accepted.outcome is RefreshOutcome.ACCEPTED
    assert feeds.refresh(at=NOW + timedelta(minutes=30)).outcome is RefreshOutcome.UNCHANGED


def test_good_content_after_a_held_one_is_put_in_force(feeds: Feeds) -> None:
    feeds.refresh(feed(LEEDS))
    assert feeds.refresh(feed(LEEDS, HULL, LUTON)).outcome is RefreshOutcome.ACCEPTED
    assert feeds.accept() is None


def test_the_last_fixtures_of_a_cup_may_vanish(tmp_path: Path) -> None:
    feeds = Feeds(tmp_path)
    feeds.refresh(feed(LEEDS, HULL))
    assert feeds.refresh(feed()).outcome is RefreshOutcome.ACCEPTED


def test_a_change_past_the_caps_waits_for_a_person(tmp_path: Path) -> None:
    feeds = Feeds(tmp_path, SpendingCaps(units=3_000))
    assert feeds.refresh(feed(LEEDS)).outcome is RefreshOutcome.ACCEPTED
    both = feeds.refresh(feed(LEEDS, ("at once", LEEDS[1])))
    assert both.outcome is RefreshOutcome.HELD
    assert "all tables together need" in both.reason


def test_a_broken_calendar_does_not_hold_its_feed(feeds: Feeds) -> None:
    feeds.path.write_text("version: 1\nfixtures: nothing\n")
    moved = ("Leeds v Derby", "20261205T170000Z")
    refreshed = feeds.refresh(feed(moved, HULL, LUTON, WIGAN))
    assert (refreshed.outcome, _changes(refreshed)) == (
        RefreshOutcome.ACCEPTED,
        ["moved Leeds v Derby"],
    )
    assert feeds.refresh(feed(moved)).outcome is RefreshOutcome.HELD


def test_a_cap_that_the_calendar_exceeds_without_the_change_does_not_hold_it(
    tmp_path: Path,
) -> None:
    feeds = Feeds(tmp_path, SpendingCaps(units=100))
    feeds.store.accept(feeds.in_force.published[0].name, feed(LEEDS, HULL).encode())
    assert feeds.refresh(feed(LEEDS, HULL, LUTON)).outcome is RefreshOutcome.ACCEPTED
    doubled = feeds.refresh(feed(LEEDS, HULL, LUTON, ("Luton again", LUTON[1])))
    assert doubled.outcome is RefreshOutcome.HELD


def test_content_on_which_a_rule_takes_too_long_waits_for_a_person(feeds: Feeds) -> None:
    slow = CALENDAR.replace("}]", ", rules: [{title: '/^(a|aa)+$/', scale: 2}]}]")
    feeds.path.write_text(slow)
    feeds.in_force = load(feeds.path)
    held = feeds.refresh(feed(*ALL, ("a" * 40 + "!", LEEDS[1])))
    assert held.outcome is RefreshOutcome.HELD
    assert "takes longer than" in held.reason


def test_the_function_reports_and_goes_on_after_a_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    feeds = Feeds(tmp_path)
    second = CALENDAR.replace("}]\n", "}, {url: 'https://example.org/cup.ics', profile: P}]\n")
    feeds.path.write_text(second.replace("P}", "league-match}"))
    application = make_application(
        frozenset({("KICKOFF_CONFIG", str(feeds.path))}), _TwoFeeds(feeds.web)
    )
    answer = application.run({"at": "2026-12-05T12:00:00Z"}, NOW)
    assert [each["outcome"] for each in answer["feeds"]] == ["accepted", "failed"]
    output = capsys.readouterr().out
    assert '"FeedErrors":[1' in output.replace(" ", "")
    assert '"FeedAge"' in output
    assert "secret" not in output


class _TwoFeeds:
    """A publisher that knows one feed; any other address fails."""

    def __init__(self, web: Web) -> None:
        self._web = web

    def fetch(self, url: str, known: Version, headers: Mapping[str, str]) -> Fetched | None:
        if url == _URL:
            return self._web.fetch(url, known, headers)
        raise FetchError("the server answered 503")
