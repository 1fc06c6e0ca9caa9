"""Everything that this kickoff stores, written by its own code.

    .venv/bin/python -m tests.stored.today tests/stored/VERSION

writes the store of a new version. Stores of older versions stay as they are.
"""

import json
import sys
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from math import nan
from pathlib import Path
from typing import TYPE_CHECKING

from kickoff.aws.clients import Clients
from kickoff.aws.place import Place
from kickoff.aws.sessions import Aws
from kickoff.calendar.sources.calendar_cache import DynamoCalendarCache
from kickoff.calendar.sources.key_values import DynamoKeyValueStore
from kickoff.calendar.sources.source import LastGoodCalendar
from kickoff.forecast.archive import RecordingArchive
from kickoff.forecast.examples import Example
from kickoff.forecast.growth_model import GrowthModel
from kickoff.forecast.loads import DAY, Loads, minute
from kickoff.forecast.recording import Recording
from kickoff.timeline import Key
from operations.change_log import CalendarChange, ChangeLog, TextChange
from operations.feeds.store import FeedState, FeedStore
from prescaler.adapters.lease_table import LeaseTable
from prescaler.model import Claim, Dimension, Entry, Lease, Limits, Pause
from prescaler.model.lease import ScheduledAction
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.lambda_runtime import aws_environment
from simulator.server import serve
from tests.stored.items import TABLE, scan
from tests.unit.kickoff.forecast.growths import growing
from warmer.adapters.ping_log import PingLog
from warmer.adapters.records import RecordTable
from warmer.adapters.version_records import VersionRecords
from warmer.model import FunctionRef, Warming
from warmer.plan.versions import KnownVersions

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MINUTE = timedelta(minutes=1)
KICKOFF = datetime(2026, 12, 5, 12, 30, tzinfo=UTC)
OPENS, CLOSES = KICKOFF - 20 * MINUTE, KICKOFF + 150 * MINUTE
PRICING = FunctionRef("pricing", "live", Place())
CALENDAR = """\
version: 1
targets:
  prices: {table: prices, read: {baseline: 50, max: 4000}}
  pricing: {function: pricing, qualifier: live, warm: {baseline: 2, max: 200, every: 5m}}
profiles:
  match: {lasts: 2h, lead: 20m, tail: 30m, demand: {prices: {read: 1200}}}
fixtures:
  - {name: Leeds v Derby, kickoff: 2026-12-05 12:30, profile: match}
"""
LEASE = Lease(
    Dimension(Key("prices", "read"), Place(), "table/prices", "dynamodb:table:ReadCapacityUnits"),
    found=Limits(50, 4000),
    previous=Limits(50, 4000),
    applied=Limits(1200, 4000),
    at=OPENS,
    claims=(Claim("Leeds v Derby", KICKOFF, CLOSES, ready=OPENS + 2 * MINUTE),),
    entries=(Entry(OPENS, "raise", 50, 1200, "Leeds v Derby asks 1200, the minimum is 50"),),
    arn="arn:aws:dynamodb:eu-west-1:123456789012:table/prices",
    armed=(ScheduledAction(CLOSES + 10 * MINUTE, 50, 4000, stands=True),),
)
GROWTH = GrowthModel(OPENS, growing(1.5, padding=60.0))
_LAST_WEEK = (minute(KICKOFF) - 7 * DAY) // DAY * DAY
PAST = RecordingArchive(
    (
        Recording(
            Example(
                *("match", _LAST_WEEK, _LAST_WEEK - 1, _LAST_WEEK + 2, _LAST_WEEK + 3, 1.0),
                frozenset({"derby"}),
            ),
            Loads(_LAST_WEEK - 2, array("d", [60.0, 120.0, nan, 60.0, 0.0])),
        ),
    )
)
CHANGE = CalendarChange(
    OPENS, "sam", "add Leeds v Derby", "on television", TextChange(9, "", "x"), "a1", "b2"
)
FEED = FeedState(OPENS, '"etag"', "Sat, 05 Dec 2026 12:00:00 GMT", held="half of it is gone")
ENDED = OPENS - timedelta(days=1)


@contextmanager
def lease_table() -> Iterator[Clients]:
    """Run an account with an empty lease table; its clients, and the environment, lead to it."""
    cloud = Cloud(Clock(OPENS))
    cloud.add_table(TABLE, key="lease")
    with serve(cloud) as url, aws_environment(AWS_ENDPOINT_URL=url):
        yield Clients(Aws())


def write_items(clients: Clients) -> None:
    """Write one of each into the lease table."""
    leases = LeaseTable(clients, TABLE)
    leases.put(LEASE)
    leases.pause(Pause(ENDED, "sam"))
    leases.pause(Pause(ENDED, "sam", stops_all=True))
    DynamoCalendarCache(Aws(), TABLE, "config.yaml").keep(
        LastGoodCalendar({"config.yaml": CALENDAR.encode()}, OPENS)
    )
    texts = DynamoKeyValueStore(Aws(), TABLE)
    texts.keep("forecast|prices|read", GROWTH.dumps())
    texts.keep("recordings|prices|read", PAST.dumps())
    ChangeLog(texts, "config.yaml").write([CHANGE])
    records = RecordTable(clients, TABLE)
    PingLog(records).claim({Warming("pricing", PRICING, 40): 40}, OPENS, OPENS)
    VersionRecords(records).store(PRICING, KnownVersions(("7",), ("7",)), OPENS)


def feed_state() -> str:
    """Return the stored state of a feed."""
    written: dict[str, bytes] = {}
    FeedStore("", lambda _, __: b"", written.__setitem__).keep("cup", FEED)
    return written["/cup.json"].decode()


def dynamodb(clients: Clients) -> "DynamoDBClient":
    """Return a client of DynamoDB."""
    return clients.dynamodb()


def main(folder: str) -> None:
    """Write the store of a version."""
    to = Path(folder)
    to.mkdir(exist_ok=True)
    with lease_table() as clients:
        write_items(clients)
        items = ",\n".join(map(json.dumps, scan(dynamodb(clients))))
    (to / "lease-table.json").write_text(f"[\n{items}\n]\n", encoding="utf-8")
    (to / "feed-state.json").write_text(feed_state() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
