"""The daily run as Lambda invokes it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import prescaler.handler
from operations.learning.handler import handler
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.faults import Fault
from tests.unit.operations.learning.evenings import (
    DAY,
    KICKOFF,
    MINUTE,
    TODAY,
    LostMetrics,
    account,
    consume,
    learn,
)


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Cloud]:
    yield from account(monkeypatch, tmp_path)


def logged(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """The lines printed so far: metrics and logs."""
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_daily_run_reports_predictions_beside_actual_peaks(
    cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    consume(cloud, TODAY - 4 * DAY, TODAY)
    learn(cloud, TODAY)
    (line,) = (line for line in logged(capsys) if "ForecastError" in line)
    assert (line["Target"], line["Dimension"]) == ("prices", "read")
    assert (line["PredictedPeak"], line["ActualPeak"]) == ([200.0], [200.0])


def test_the_answer_has_the_instant_and_a_line_for_each_profile(cloud: Cloud) -> None:
    consume(cloud, TODAY - 4 * DAY, TODAY)
    answer = handler({"scheduled_time": TODAY.isoformat()}, None)
    (line,) = answer["learned"]
    assert answer.keys() == {"at", "learned"}
    assert answer["at"] == TODAY.isoformat()
    assert (line["target"], line["dimension"], line["profile"]) == ("prices", "read", "match")


def test_the_heartbeat_and_the_log_carry_the_prescalers_name(
    cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    consume(cloud, TODAY - 4 * DAY, TODAY)
    learn(cloud, TODAY)
    lines = logged(capsys)
    assert {line["Service"] for line in lines if "Tick" in line} == {"prescaler"}
    assert {line["service"] for line in lines if line.get("message") == "learned"} == {"prescaler"}
    assert [line["LearnErrors"] for line in lines if "LearnErrors" in line] == [[0.0]]


def test_nothing_is_learned_from_silence_and_the_written_demand_counts(
    cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud.metrics = LostMetrics(MINUTE)
    assert learn(cloud, TODAY) == []
    lines = logged(capsys)
    assert [line["LearnErrors"] for line in lines if "LearnErrors" in line] == [[1.0]]
    (reason,) = (line["reason"] for line in lines if line.get("message") == "nothing learned")
    assert "the written demand counts" in reason

    cloud.clock = Clock(KICKOFF)
    tick = prescaler.handler.handler({"scheduled_time": KICKOFF.isoformat()}, None)
    assert [line["desired"] for line in tick["dimensions"]] == [1000]


def test_the_daily_run_asks_for_no_minute_that_cloudwatch_may_have_dropped(cloud: Cloud) -> None:
    consume(cloud, TODAY - 4 * DAY, TODAY)
    learn(cloud, TODAY)
    (start,) = {
        call.parameters["StartTime"]
        for call in cloud.calls
        if call.operation == "cloudwatch.GetMetricData"
        and call.parameters["MetricDataQueries"][0]["MetricStat"]["Period"] == MINUTE.seconds
    }
    asked = datetime.fromtimestamp(start, UTC)
    assert 14 * DAY < TODAY - asked < 15 * DAY


def test_a_dimension_that_cannot_be_read_is_counted_and_logged(
    cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    consume(cloud, TODAY - 4 * DAY, TODAY)
    cloud.faults.next("cloudwatch.GetMetricData", Fault.DENIED, times=9)
    assert learn(cloud, TODAY) == []
    lines = logged(capsys)
    assert [line["LearnErrors"] for line in lines if "LearnErrors" in line] == [[1.0]]
    (failure,) = (line for line in lines if line.get("message") == "nothing learned")
    assert "cloudwatch:GetMetricData of prices.read" in failure["reason"]


def test_the_daily_run_changes_no_capacity(cloud: Cloud) -> None:
    consume(cloud, TODAY - 4 * DAY, TODAY)
    learn(cloud, TODAY)
    assert {call.operation.partition(".")[0] for call in cloud.calls} == {"cloudwatch", "dynamodb"}
    assert cloud.capacity("prices", "read") == 200
