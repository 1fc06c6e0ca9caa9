"""An account with a match every evening, and the learner that learns its demand."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from operations.learning.handler import handler
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.cloudwatch import Point, TableMetrics
from simulator.dynamodb.throughput import UnitsServed
from simulator.server import serve

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
TODAY = datetime(2026, 12, 9, tzinfo=UTC)
KICKOFF = TODAY + timedelta(hours=20)
QUIET = 6_000.0  # units a minute: 100 a second
CALENDAR = """
version: 1
timezone: UTC
targets:
  prices: {table: prices, demand: auto, read: {baseline: 50, max: 4000}}
profiles:
  match: {lasts: 2h, lead: 20m, tail: 30m, demand: {prices: {read: 1000}}}
recurring:
  - {name: evening match, cron: "0 20 * * *", profile: match}
"""


class LostMetrics(TableMetrics):
    """CloudWatch without any value: late, or lost."""

    def points(self, *_: object, **__: object) -> list[Point]:
        return []


def crowd(at: datetime) -> float:
    """Units of a minute; they double in the first hour of a match."""
    since = (at - at.replace(hour=20, minute=0)) / MINUTE
    return QUIET * (1 + min(since, 60) / 60 if 0 <= since < 120 else 1)


def consume(cloud: Cloud, start: datetime, end: datetime) -> None:
    """Record the consumption of [start, end) in CloudWatch."""
    for number in range((end - start) // MINUTE):
        at = start + number * MINUTE
        used = UnitsServed(consumed=crowd(at), throttled=0)
        cloud.metrics.note({("prices", "read"): used}, at)


def account(monkeypatch: pytest.MonkeyPatch, directory: Path) -> Iterator[Cloud]:
    """Serve the account; the environment is that of a deployed function."""
    cloud = Cloud(Clock(TODAY))
    cloud.add_table("prices", read=200, write=20)
    cloud.add_table("leases", key="lease")
    cloud.register("prices", "read", minimum=50, maximum=4000)
    (directory / "config.yaml").write_text(CALENDAR)
    with serve(cloud) as endpoint:
        for name, value in {
            "AWS_ACCESS_KEY_ID": "x",
            "AWS_SECRET_ACCESS_KEY": "x",
            "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_ENDPOINT_URL": endpoint,
            "KICKOFF_CONFIG": str(directory / "config.yaml"),
            "KICKOFF_LEASE_TABLE": "leases",
        }.items():
            monkeypatch.setenv(name, value)
        yield cloud


def learn(cloud: Cloud, at: datetime) -> list[dict[str, Any]]:
    """Run the learner; return its lines."""
    cloud.clock = Clock(at)
    report = handler({"scheduled_time": at.isoformat()}, None)
    found: list[dict[str, Any]] = json.loads(json.dumps(report["learned"]))
    return found
