"""The function that refreshes all feeds of a calendar."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kickoff.aws.clients import Clients
from kickoff.aws.sessions import Aws
from kickoff.calendar.loading.files import read_local, write_local
from kickoff.calendar.sources import Source
from kickoff.observability import make_logger
from kickoff.outcome import Code, Failure, Outcome
from kickoff.pricing.caps import NO_CAPS
from operations.feeds.fetch import Fetched, Version
from operations.feeds.handler import FeedApplication
from operations.feeds.refresh import FeedRefresher
from operations.feeds.store import FeedStore
from prescaler.adapters.events import EventPublisher
from tests.unit.kickoff.emf import metrics
from tests.unit.kickoff.files import BASE
from tests.unit.operations.feeds.publisher import feed

NOW = datetime(2026, 12, 5, 12, tzinfo=UTC)
_CALENDAR = (
    BASE
    + """\
calendars:
- {url: "https://example.com/cup.ics", profile: league-match}
- {url: "https://example.com/league.ics", profile: league-match}
"""
)


class _Web:
    """Two feeds, each with a match named as its address."""

    def fetch(self, url: str, known: Version, headers: Mapping[str, str]) -> Fetched | None:
        assert (known, headers) == (Version(), {})
        return Fetched(feed((url, "20261205T150000Z")).encode(), Version("1"))


class _Bus(EventPublisher):
    """A bus that does not accept events of the cup."""

    def __init__(self) -> None:
        super().__init__(Clients(Aws()), "default")
        self.fixtures: list[str] = []

    def send(self, changes: Sequence[Mapping[str, Any]], detail_type: str = "") -> None:
        assert detail_type == "Fixture Change"
        if any("cup" in change["fixture"] for change in changes):
            raise Failure(Outcome(Code.FAILED, "the bus is full"))
        self.fixtures += [change["fixture"] for change in changes]


def test_an_event_that_is_not_accepted_is_counted_and_the_next_feed_has_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(_CALENDAR)
    store = FeedStore(str(tmp_path / "feeds"), read_local, write_local)
    bus = _Bus()
    refresher = FeedRefresher(str(path), read_local, store, _Web(), lambda _: {}, NO_CAPS.check)
    application = FeedApplication(Source(str(path)), refresher, bus, make_logger("feeds"))
    answer = application.run({}, NOW)
    assert [each["outcome"] for each in answer["feeds"]] == ["accepted", "accepted"]
    assert bus.fixtures == ["https://example.com/league.ics"]
    output = capsys.readouterr().out
    counts = {"FeedErrors": [1.0], "FeedsHeld": [0.0], "FeedAge": [0.0]}
    assert {"Service": "feeds"} | counts in metrics(output)
    assert "the bus is full" in output
