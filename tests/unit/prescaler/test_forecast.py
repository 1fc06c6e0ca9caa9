"""`demand: auto` in the prescaler: learned demand, corrected each minute."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from prescaler.handler import handler
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.dynamodb.throughput import UnitsServed
from simulator.faults import Fault
from tests.unit.operations.learning.evenings import (
    CALENDAR,
    DAY,
    KICKOFF,
    MINUTE,
    TODAY,
    account,
    consume,
    learn,
)

CHANGES = {"raise", "lower"}


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Cloud]:
    yield from account(monkeypatch, tmp_path)


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


def published(capsys: pytest.CaptureFixture[str], name: str) -> list[float]:
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

    # 147 a second two minutes ago, growing by 7 minutes of the hour: 158; written are 1,000.
    assert line["desired"] in range(150, 165)
    assert line["to"] == line["desired"]
    assert line["because"] == ["evening match"]
    assert published(capsys, "ForecastCapacity") == [line["desired"]]


def test_outside_fixtures_the_minimum_follows_consumption(cloud: Cloud) -> None:
    consume(cloud, TODAY - 4 * DAY, TODAY + timedelta(hours=12))
    learn(cloud, TODAY)
    line = tick(cloud, TODAY + timedelta(hours=11))
    assert (line["desired"], line["because"]) == (100, [])
    assert "current consumption needs 100" in line["reason"]


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
    assert changes == [("raise", 200), ("lower", 100)]


def test_a_crowd_that_triples_and_is_throttled_is_met_by_the_next_tick(cloud: Cloud) -> None:
    consume(cloud, TODAY - 4 * DAY, KICKOFF + 28 * MINUTE)
    learn(cloud, TODAY)
    surge = KICKOFF + 28 * MINUTE
    # Without burst the table serves what it has: CloudWatch shows the rest as throttled.
    served = UnitsServed(consumed=60 * 150, throttled=60 * 300)
    cloud.metrics.note({("prices", "read"): served}, surge)
    assert tick(cloud, surge + MINUTE)["desired"] < 200  # CloudWatch does not show it yet
    assert tick(cloud, surge + 2 * MINUTE)["desired"] >= 450


def test_repeated_requests_count_at_most_twice_the_consumption(cloud: Cloud) -> None:
    consume(cloud, TODAY - 4 * DAY, KICKOFF + 28 * MINUTE)
    learn(cloud, TODAY)
    retried = UnitsServed(consumed=60 * 150, throttled=60 * 9000)
    cloud.metrics.note({("prices", "read"): retried}, KICKOFF + 28 * MINUTE)
    assert tick(cloud, KICKOFF + 30 * MINUTE)["desired"] in range(450, 550)
