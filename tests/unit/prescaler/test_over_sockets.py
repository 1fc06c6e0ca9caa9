"""The handler against the simulator, with real boto3 and real sockets."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config

from kickoff.aws import clients
from prescaler import handler as handler_module
from prescaler.handler import handler
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.dynamodb.control_plane import ControlPlaneRate
from simulator.dynamodb.throughput import TableUnits
from simulator.faults import Fault
from tests.unit.prescaler.reached import reached

MINUTE = timedelta(minutes=1)
KICKOFF = datetime(2026, 12, 5, 15, 0, tzinfo=UTC)
OPENS = KICKOFF - timedelta(minutes=20)
CLOSES = KICKOFF + timedelta(hours=2, minutes=30)
CALENDAR = """
version: 1
timezone: Europe/London
targets:
  prices:
    table: prices
    read: {baseline: 50, max: 4000}
    indexes:
      by-fixture: {write: {baseline: 20, max: 2000}}
profiles:
  league-match:
    lasts: 2h
    lead: 20m
    tail: 30m
    demand:
      prices: {read: 1200, indexes: {by-fixture: {write: 400}}}
fixtures:
  - {name: Leeds v Derby, kickoff: 2026-12-05 15:00, profile: league-match}
"""


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[Cloud]:
    cloud = Cloud(Clock(OPENS - 2 * MINUTE))
    cloud.add_table("prices", read=50, write=20, indexes={"by-fixture": TableUnits(5, 20)})
    cloud.add_table("leases", key="lease")
    cloud.register("prices", "read", minimum=50, maximum=4000)
    cloud.register("prices", "by-fixture.write", minimum=20, maximum=2000)
    (tmp_path / "config.yaml").write_text(CALENDAR)
    with reached(cloud, tmp_path / "config.yaml"):
        yield cloud


def tick(cloud: Cloud, at: datetime) -> dict[str, dict[str, Any]]:
    """Run one tick of the handler; return its lines by dimension."""
    cloud.advance(at)
    report = handler({"scheduled_time": f"{at:%Y-%m-%dT%H:%M:%SZ}"}, None)
    assert report["at"] == at.isoformat()
    return {line["dimension"]: line for line in json.loads(json.dumps(report["dimensions"]))}


def standing(cloud: Cloud) -> list[str]:
    """The standing leases."""
    items, _ = cloud.items("leases").scan(None, None)
    return [item["lease"]["S"] for item in items if item.get("standing", {}).get("BOOL")]


def test_a_fixture_from_opening_to_restoration(
    cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    for minute in range(10):
        tick(cloud, OPENS + minute * MINUTE)
    raised = cloud.capacity("prices", "read"), cloud.capacity("prices", "by-fixture.write")
    for minute in range(5):
        tick(cloud, CLOSES + minute * MINUTE)

    assert raised == (1200, 400)
    minimums = {target.minimum for target in cloud.autoscaling.targets.values()}
    assert minimums == {50, 20}
    assert standing(cloud) == []
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    margins = {line["Dimension"]: line["ReadyMargin"] for line in told if "ReadyMargin" in line}
    assert margins.keys() == {"read", "by-fixture.write"}
    assert min(margin for (margin,) in margins.values()) > 10
    assert {line["TargetErrors"][0] for line in told if "TargetErrors" in line} == {0}


def test_metrics_and_log_lines_have_the_documented_names(
    cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    tick(cloud, OPENS)

    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    metrics = {
        metric["Name"]
        for line in told
        for directive in line.get("_aws", {}).get("CloudWatchMetrics", ())
        for metric in directive["Metrics"]
    }
    assert metrics >= {
        "Tick",
        "ConfigBroken",
        "TargetErrors",
        "DesiredCapacity",
        "LiveCapacity",
        "UnreadyFixtures",
        "Drift",
        "DecreasesLeft",
    }
    (line,) = (line for line in told if line.get("dimension") == "read")
    assert (line["target"], line["from"], line["to"]) == ("prices", 50, 1200)
    assert line["because"] == ["Leeds v Derby"]
    assert line["outcome"] == "requested"
    assert line["configuration"]


def test_a_quiet_tick_is_one_scan_of_the_leases(cloud: Cloud) -> None:
    quiet = [OPENS - timedelta(hours=2) + minute * MINUTE for minute in range(15)]
    cloud.clock = Clock(quiet[0] - MINUTE)
    calls = []
    tick(cloud, quiet[0] - MINUTE)  # a new process keeps the calendar
    for at in quiet:
        before = len(cloud.calls)
        tick(cloud, at)
        calls.append(Counter(call.operation for call in list(cloud.calls)[before:]))

    assert sorted(calls, key=len)[:14] == [Counter({"dynamodb.Scan": 1})] * 14
    assert sorted(calls, key=len)[14] == Counter(
        {
            "dynamodb.Scan": 1,
            "autoscaling.DescribeScalableTargets": 1,
            "dynamodb.DescribeTable": 1,
        }
    )


def test_a_denied_raise_names_the_missing_permission(cloud: Cloud) -> None:
    cloud.faults.next("autoscaling.RegisterScalableTarget", Fault.DENIED, times=2)

    lines = tick(cloud, OPENS)

    assert {line["outcome"] for line in lines.values()} == {"denied"}
    assert "application-autoscaling:RegisterScalableTarget" in lines["read"]["message"]
    assert {line["action"] for line in tick(cloud, OPENS + MINUTE).values()} == {"raise"}


def test_a_missing_lease_table_does_not_prevent_a_raise(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KICKOFF_LEASE_TABLE", "no-such-table")

    lines = tick(cloud, OPENS)

    assert {line["outcome"] for line in lines.values()} == {"lease_unavailable"}
    assert {target.minimum for target in cloud.autoscaling.targets.values()} == {1200, 400}
    errors = [
        line["TargetErrors"][0]
        for line in map(json.loads, capsys.readouterr().out.splitlines())
        if "TargetErrors" in line
    ]
    assert errors == [3]


def test_without_a_lease_table_leases_are_a_file_beside_the_calendar(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("KICKOFF_LEASE_TABLE")

    tick(cloud, OPENS)

    assert len(json.loads((tmp_path / ".kickoff-leases.json").read_text())) == 2


def test_a_missing_index_is_reported(cloud: Cloud) -> None:
    cloud.autoscaling.targets.clear()
    cloud.add_table("prices", read=50, write=20)
    cloud.register("prices", "read", minimum=50, maximum=4000)

    lines = tick(cloud, OPENS)

    assert lines["by-fixture.write"]["outcome"] == "not_found"
    assert lines["by-fixture.write"]["provisioned"] is None
    assert lines["read"]["outcome"] == "requested"


def test_more_resources_than_one_call_accepts_are_all_read(cloud: Cloud, tmp_path: Path) -> None:
    cloud.control_plane = ControlPlaneRate(burst=240)
    names = [f"table-{number:03}" for number in range(120)]
    for name in names:
        cloud.add_table(name, read=5, write=5)
        cloud.register(name, "read", minimum=5, maximum=100)
        cloud.register(name, "write", minimum=5, maximum=100)
    demand = {name: {"read": 10, "write": 10} for name in names}
    capacity = {"baseline": 5, "max": 100}
    crowded = {
        "version": 1,
        "timezone": "UTC",
        "targets": {name: {"table": name, "read": capacity, "write": capacity} for name in names},
        "profiles": {"p": {"lasts": "2h", "lead": "20m", "demand": demand}},
        "fixtures": [{"name": "f", "kickoff": "2026-12-05 15:00", "profile": "p"}],
    }
    (tmp_path / "config.yaml").write_text(json.dumps(crowded))
    cloud.advance(OPENS)

    report = handler({"scheduled_time": f"{OPENS:%Y-%m-%dT%H:%M:%SZ}"}, None)

    outcomes = Counter(line["outcome"] for line in report["dimensions"])
    assert outcomes["requested"] + outcomes["ready"] == 240
    first = list(cloud.calls)[2:5]
    assert [call.operation for call in first] == ["autoscaling.DescribeScalableTargets"] * 3


def test_a_lost_event_is_counted_and_the_change_stays(
    cloud: Cloud, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KICKOFF_EVENT_BUS", "default")
    cloud.faults.stand(lambda call: call.operation == "events.PutEvents", Fault.DENIED)
    tick(cloud, OPENS)
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["EventsLost"] for line in told if "EventsLost" in line] == [[1.0]]
    assert any("events:PutEvents to the bus default" in line.get("message", "") for line in told)
    cloud.advance(OPENS + 10 * MINUTE)
    assert cloud.capacity("prices", "read") == 1200


def test_every_change_is_an_event_on_the_bus(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KICKOFF_EVENT_BUS", "default")
    tick(cloud, OPENS)
    changes = [json.loads(event["Detail"]) for event in cloud.side.buses["default"]]
    assert {(each["target"], each["dimension"], each["to"]) for each in changes} == {
        ("prices", "read", 1200),
        ("prices", "by-fixture.write", 400),
    }


def test_a_tick_that_changes_nothing_sends_no_event(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KICKOFF_EVENT_BUS", "default")
    tick(cloud, OPENS - MINUTE)
    assert cloud.side.buses["default"] == []


def test_a_silent_lease_table_does_not_delay_raises(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        clients, "_TICK", Config(read_timeout=0.2, retries={"total_max_attempts": 1})
    )
    handler_module._application.cache_clear()
    cloud.faults.stand(lambda call: call.parameters.get("TableName") == "leases", Fault.SILENT)

    lines = tick(cloud, OPENS)
    cloud.advance(OPENS + 5 * MINUTE)

    assert {line["outcome"] for line in lines.values()} == {"lease_unavailable"}
    assert cloud.capacity("prices", "read") == 1200
    asked = Counter(call.operation for call in cloud.calls)
    assert asked["dynamodb.Scan"] == 1
    assert asked["dynamodb.PutItem"] == 2, "the calendar and one lease"


def test_a_silent_region_is_skipped_and_the_others_continue(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(
        clients, "_TICK", Config(read_timeout=0.2, retries={"total_max_attempts": 1})
    )
    handler_module._application.cache_clear()
    far = {"baseline": 5, "max": 100}
    targets = {
        f"far-{n:02}": {"table": f"far-{n:02}", "region": "us-east-1", "read": far}
        for n in range(30)
    }
    targets["prices"] = {"table": "prices", "read": {"baseline": 50, "max": 4000}}
    demand = {name: {"read": 90} for name in targets} | {"prices": {"read": 1200}}
    written = {
        "version": 1,
        "timezone": "UTC",
        "targets": targets,
        "profiles": {"p": {"lasts": "2h", "lead": "20m", "demand": demand}},
        "fixtures": [{"name": "f", "kickoff": "2026-12-05 15:00", "profile": "p"}],
    }
    (tmp_path / "config.yaml").write_text(json.dumps(written))
    cloud.faults.stand(lambda call: "far-" in str(call.parameters), Fault.SILENT)
    cloud.advance(OPENS)

    report = handler({"scheduled_time": f"{OPENS:%Y-%m-%dT%H:%M:%SZ}"}, None)

    outcomes = Counter(line["outcome"] for line in report["dimensions"])
    assert outcomes == {"unreachable": 30, "requested": 1}
    far_calls = [call for call in cloud.calls if "far-" in str(call.parameters)]
    assert len(far_calls) < 30
