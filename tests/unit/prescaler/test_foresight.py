"""`demand: auto` in the handler: learned by the daily event, corrected each minute."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from prescaler.handler import handler
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.dynamodb.throughput import UnitsServed
from simulator.faults import Fault
from simulator.server import serve

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
TODAY = datetime(2026, 12, 9, tzinfo=UTC)
KICKOFF = TODAY + timedelta(hours=20)
QUIET = 6_000.0  # units a minute: 100 a second
CHANGES = {"raise", "lower"}
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


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Cloud]:
    cloud = Cloud(Clock(TODAY))
    cloud.add_table("prices", read=200, write=20)
    cloud.add_table("leases", key="lease")
    cloud.register("prices", "read", minimum=50, maximum=4000)
    (tmp_path / "config.yaml").write_text(CALENDAR)
    with serve(cloud) as endpoint:
        for name, value in {
            "AWS_ACCESS_KEY_ID": "x",
            "AWS_SECRET_ACCESS_KEY": "x",
            "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_ENDPOINT_URL": endpoint,
            "KICKOFF_CONFIG": str(tmp_path / "config.yaml"),
            "KICKOFF_LEASE_TABLE": "leases",
        }.items():
            monkeypatch.setenv(name, value)
        yield cloud


def learn(cloud: Cloud, at: datetime) -> list[dict[str, Any]]:
    """Send the daily event."""
    cloud.clock = Clock(at)
    report = handler({"scheduled_time": at.isoformat(), "learn": True}, None)
    found: list[dict[str, Any]] = json.loads(json.dumps(report["learned"]))
    return found


def ticks(cloud: Cloud, start: datetime, minutes: int) -> list[dict[str, Any]]:
    """Run one tick a minute; return the lines of the read dimension."""
    lines: list[dict[str, Any]] = []
    for number in range(minutes):
        at = start + number * MINUTE
        cloud.clock = Clock(at)
        lines += handler({"scheduled_time": at.isoformat()}, None)["dimensions"]
    return lines


def tick(cloud: Cloud, at: datetime) -> dict[str, Any]:
    """Run one tick; return the line of the read dimension."""
    (line,) = ticks(cloud, at, 1)
    return line


def told(capsys: pytest.CaptureFixture[str], name: str) -> list[float]:
    """The values of a metric published so far."""
    lines = map(json.loads, capsys.readouterr().out.splitlines())
    return [value for line in lines for value in line.get(name, ()) if isinstance(value, float)]


def test_a_tick_follows_the_forecast_and_the_consumption(
    cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    consume(cloud, TODAY - 4 * DAY, KICKOFF + 40 * MINUTE)
    (line,) = learn(cloud, TODAY)
    assert (line["profile"], line["kickoffs"], line["demand"]) == ("match", 4, 200)
    capsys.readouterr()

    line = tick(cloud, KICKOFF + 30 * MINUTE)

    # 147 a second two minutes ago, growing by 6 minutes of the hour: 157; written are 1,000.
    assert line["desired"] in range(150, 165)
    assert line["to"] == line["desired"]
    assert line["because"] == ["evening match"]
    assert told(capsys, "ForecastCapacity") == [line["desired"]]


def test_outside_fixtures_the_minimum_follows_consumption(cloud: Cloud) -> None:
    consume(cloud, TODAY - 4 * DAY, TODAY + timedelta(hours=12))
    learn(cloud, TODAY)
    line = tick(cloud, TODAY + timedelta(hours=11))
    assert (line["desired"], line["because"]) == (102, [])
    assert "current consumption needs 102" in line["reason"]


def test_before_anything_is_learned_the_written_number_holds_and_is_reported(
    cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    consume(cloud, KICKOFF, KICKOFF + 40 * MINUTE)
    assert tick(cloud, KICKOFF + 30 * MINUTE)["desired"] == 1000
    out = capsys.readouterr().out
    assert "forecast_missing" in out
    assert '"ForecastFallbacks":[1.0]' in out


def test_without_cloudwatch_the_written_number_holds(
    cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    consume(cloud, TODAY - 4 * DAY, KICKOFF + 40 * MINUTE)
    learn(cloud, TODAY)
    cloud.faults.next("cloudwatch.GetMetricData", Fault.DENIED, times=9)
    assert tick(cloud, KICKOFF + 30 * MINUTE)["desired"] == 1000
    assert "cloudwatch:GetMetricData of prices.read" in capsys.readouterr().out


def test_the_daily_run_reports_predictions_beside_actual_peaks(
    cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    consume(cloud, TODAY - 4 * DAY, TODAY)
    learn(cloud, TODAY)
    out = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (line,) = (line for line in out if "ForecastError" in line)
    assert (line["Target"], line["Dimension"]) == ("prices", "read")
    assert (line["PredictedPeak"], line["ActualPeak"]) == ([200.0], [200.0])


def test_a_stored_forecast_is_not_read_as_a_lease(cloud: Cloud) -> None:
    consume(cloud, TODAY - 4 * DAY, TODAY)
    learn(cloud, TODAY)
    assert tick(cloud, KICKOFF)["outcome"] != "lease_unavailable"


def test_a_forecast_of_a_target_with_written_demand_is_shown_and_not_applied(
    cloud: Cloud, tmp_path: Path
) -> None:
    (tmp_path / "config.yaml").write_text(CALENDAR.replace("demand: auto, ", ""))
    consume(cloud, TODAY - 4 * DAY, KICKOFF + 40 * MINUTE)
    (line,) = learn(cloud, TODAY)
    assert line["demand"] == 200
    assert tick(cloud, KICKOFF + 30 * MINUTE)["desired"] == 1000


def test_after_a_match_the_minimum_comes_down_to_the_consumption(cloud: Cloud) -> None:
    consume(cloud, TODAY - 4 * DAY, KICKOFF + 180 * MINUTE)
    learn(cloud, TODAY)
    lines = ticks(cloud, KICKOFF + 115 * MINUTE, 25)
    # Neither held for what is being consumed nor for tomorrow's written 1,000: floors follow both.
    changes = [(line["action"], line["to"]) for line in lines if line["action"] in CHANGES]
    assert changes == [("raise", 204), ("lower", 102)]
