"""This kickoff reads what each earlier version wrote, and writes what its own store has."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kickoff.aws.clients import Clients
from kickoff.aws.sessions import Aws
from kickoff.calendar.sources.calendar_cache import DynamoCalendarCache
from kickoff.calendar.sources.key_values import DynamoKeyValueStore
from kickoff.calendar.sources.source import load_kept
from kickoff.forecast import archive, growth_model
from kickoff.forecast.stored_text import unpack
from operations.change_log import ChangeLog
from operations.feeds.store import FeedStore
from prescaler.adapters.lease_file import LeaseFile
from prescaler.adapters.lease_table import LeaseTable
from prescaler.adapters.records import to_record
from prescaler.model import Pause
from simulator.autoscaling.resources import ScalableId
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.lambda_runtime import HandlerRuntime, aws_environment
from simulator.server import serve
from tests.stored import today
from tests.stored.items import FOLDER, TABLE, Item, put_all, read_store, scan, versions
from tests.stored.today import CHANGE, CLOSES, ENDED, FEED, OPENS, PAST, PRICING
from warmer.adapters.ping_log import PingLog
from warmer.adapters.records import RecordTable
from warmer.adapters.version_records import VersionRecords

EXPLANATION = (
    "what this kickoff stores differs from the newest store: raise the number in "
    "kickoff/formats.py, unless an older kickoff may ignore and drop what is new; then write the "
    "store of a new version with tests/stored/today.py"
)


@pytest.fixture(params=versions())
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def clients(version: str) -> Iterator[Clients]:
    """Clients of an account with the lease table of a version."""
    with today.lease_table() as clients:
        put_all(today.dynamodb(clients), read_store(version))
        yield clients


def test_every_lease_and_order_is_read(clients: Clients) -> None:
    leases = LeaseTable(clients, TABLE).read()
    assert leases.troubles == ()
    assert {lease.found.minimum for lease in leases.standing.values()} == {50}
    assert {lease.applied.minimum for lease in leases.standing.values()} == {1200}
    assert {lease.until for lease in leases.standing.values()} == {CLOSES}
    assert set(leases.orders) == {Pause(ENDED, "sam"), Pause(ENDED, "sam", stops_all=True)}


@pytest.mark.usefixtures("clients")
def test_the_last_good_calendar_is_read() -> None:
    good = DynamoCalendarCache(Aws(), TABLE, "config.yaml").recall()
    assert good is not None
    assert good.at == OPENS
    assert load_kept(good, "config.yaml", None).bounds


@pytest.mark.usefixtures("clients")
def test_learned_demand_and_changes_are_read() -> None:
    texts = DynamoKeyValueStore(Aws(), TABLE)
    learned = growth_model.parse(texts.recall("forecast|prices|read") or "")
    growth = learned.growths.of("match")
    assert (learned.at, learned.growths.padding) == (OPENS, 60)
    assert growth is not None
    assert growth.margin(growth.curve.alignment.first, 2, 0.1) > 0
    past = texts.recall("recordings|prices|read")
    assert past is None or archive.parse(past).recordings[0].example == PAST.recordings[0].example
    assert ChangeLog(texts, "config.yaml").read() == [CHANGE]


def test_the_records_of_the_warmer_are_read(clients: Clients) -> None:
    records = RecordTable(clients, TABLE)
    assert PingLog(records).read([PRICING], OPENS) == {PRICING: {OPENS: 40}}
    minutes = PingLog(records).recorded_minutes(PRICING, OPENS, CLOSES)
    assert minutes == {OPENS.date(): frozenset({12 * 60 + 10})}
    assert VersionRecords(records).load([PRICING])[PRICING].answered == ("7",)


def test_the_state_of_a_feed_is_read(version: str) -> None:
    content = (FOLDER / version / "feed-state.json").read_bytes()
    assert FeedStore("", lambda _, __: content, lambda _, __: None).state("cup") == FEED


def test_the_leases_of_a_laptop_are_read(clients: Clients, tmp_path: Path) -> None:
    leases = LeaseTable(clients, TABLE).read().standing.values()
    path = tmp_path / ".kickoff-leases.json"
    path.write_text(json.dumps([to_record(lease) for lease in leases]))
    assert set(LeaseFile(path).read().standing.values()) == set(leases)


def test_a_tick_restores_what_an_older_kickoff_raised(version: str, tmp_path: Path) -> None:
    items = read_store(version)
    tables = [found[1] for each in items if (found := re.match(r"\|\|table/([\w-]+)", _key(each)))]
    cloud = Cloud(Clock(OPENS - timedelta(days=1)))
    cloud.add_table(TABLE, key="lease")
    for table in tables:
        cloud.add_table(table, read=1200, write=5)
        cloud.register(table, "read", minimum=1200, maximum=4000)
    cloud.advance(CLOSES + timedelta(minutes=1))
    calendar = tmp_path / "config.yaml"
    calendar.write_text(today.CALENDAR)
    with (
        serve(cloud) as url,
        aws_environment(
            AWS_ENDPOINT_URL=url, KICKOFF_CONFIG=str(calendar), KICKOFF_LEASE_TABLE=TABLE
        ),
    ):
        put_all(today.dynamodb(Clients(Aws())), items)
        tick = HandlerRuntime(["prescaler.handler.handler"], 50)
        output = tick.invoke({"scheduled_time": cloud.now.isoformat()})
        assert output.raised == []
    left = {table: minimum(cloud, table) for table in tables}
    assert left == dict.fromkeys(tables, 50)


def test_what_is_stored_changes_only_with_a_new_version() -> None:
    newest = versions()[-1]
    with today.lease_table() as clients:
        today.write_items(clients)
        written = scan(today.dynamodb(clients))
    stored = read_store(newest)
    assert list(map(_unpacked, written)) == list(map(_unpacked, stored)), EXPLANATION
    state = (FOLDER / newest / "feed-state.json").read_text()
    assert today.feed_state() + "\n" == state, EXPLANATION


def _unpacked(item: Item) -> Item:
    """Return an item with the JSON of a packed text: other builds of zlib pack it otherwise."""
    record = json.loads(item["text"]["S"]) if "text" in item else None
    if not isinstance(record, dict) or "packed" not in record:
        return item
    unpacked = unpack(item["text"]["S"], record["format"])
    return {**item, "text": {"format": record["format"], "json": json.loads(unpacked.json)}}


def _key(item: Item) -> str:
    return str(item["lease"]["S"])


def minimum(cloud: Cloud, table: str) -> int:
    """Return the live minimum of a table's reads."""
    scalable = ScalableId(f"table/{table}", "dynamodb:table:ReadCapacityUnits")
    return cloud.autoscaling.targets[scalable].minimum
