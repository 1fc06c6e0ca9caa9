"""The store of feeds, in a folder and in S3; and a calendar that reads from it."""

from datetime import UTC, datetime
from pathlib import Path

import boto3
import pytest

from kickoff.calendar import load
from kickoff.calendar.model.feed_url import feed_file
from kickoff.calendar.sources import Source, reader, write
from operations.feeds.store import FeedState, FeedStore
from tests.contract.sources.places import ICS, LATER, NOW
from tests.unit.kickoff.files import BASE

_URL = "https://example.com/league.ics"
_CALENDAR = BASE + f"calendars: [{{url: '{_URL}', profile: league-match}}]\n"


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path, _aws: None) -> FeedStore:
    """An empty store."""
    if request.param == "folder":
        return FeedStore(str(tmp_path / "feeds"), reader(), write)
    boto3.client("s3").create_bucket(
        Bucket="feeds", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    return FeedStore("s3://feeds/feeds", reader(), write)


def test_an_empty_store_has_neither_content_nor_state(store: FeedStore) -> None:
    assert store.accepted("league") is None
    assert store.held("league") is None
    assert store.state("league") == FeedState()


def test_content_and_state_are_read_back(store: FeedStore) -> None:
    state = FeedState(datetime(2026, 12, 5, tzinfo=UTC), '"1"', "yesterday", "all moved", None)
    store.accept("league", b"accepted")
    store.hold("league", b"held")
    store.keep("league", state)
    assert (store.accepted("league"), store.held("league")) == (b"accepted", b"held")
    assert store.state("league") == state
    store.accept("league", b"newer")
    assert store.accepted("league") == b"newer"


def test_a_state_of_another_form_is_that_of_a_new_feed(store: FeedStore) -> None:
    store.write(f"{store.folder}/league.json", b"[]")
    assert store.state("league") == FeedState()


def test_a_calendar_reads_a_feed_as_soon_as_it_is_fetched(store: FeedStore, tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(_CALENDAR)
    source = Source(str(path), feeds=store.folder)
    assert source.read(NOW).calendar.unfetched == (f"{store.folder}/{feed_file(_URL)}",)
    store.accept(feed_file(_URL).removesuffix(".ics"), ICS.encode())
    calendar = source.read(LATER).calendar
    assert [each.name for each in calendar.fixtures(NOW, LATER.replace(hour=23))] == ["imported"]
    assert load(path, reader(), feeds=store.folder).unfetched == ()
