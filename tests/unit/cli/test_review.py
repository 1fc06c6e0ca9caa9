"""`kickoff review`: what became of past fixtures."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from tests.unit.cli.conftest import Run
from tests.unit.kickoff.files import BASE

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient

MINUTE = timedelta(minutes=1)
# Yesterday's match, whose window is long over.
KICKOFF = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(days=1)
READ = {"TableName": "prices"}
OF_KICKOFF = {"Target": "prices", "Dimension": "read"}
PRICING = {"Function": "pricing:live"}


class Cloud:
    """CloudWatch as a match left it."""

    def __init__(self, client: "CloudWatchClient") -> None:
        self.client = client

    def saw(self, name: str, of: dict[str, str], value: float, after: int) -> None:
        """A value of a minute, so many after kick-off; `of` tells whose metric it is."""
        dynamodb = "TableName" in of
        self.client.put_metric_data(
            Namespace="AWS/DynamoDB" if dynamodb else "Kickoff",
            MetricData=[
                {
                    "MetricName": name,
                    "Dimensions": [{"Name": key, "Value": each} for key, each in of.items()],
                    "Timestamp": KICKOFF + after * MINUTE,
                    "Value": value,
                }
            ],
        )


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    with mock_aws(), closing(boto3.client("cloudwatch")) as client:
        yield Cloud(client)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    line = f"{{name: Leeds v Derby, kickoff: {KICKOFF:%Y-%m-%dT%H:%MZ}, profile: league-match}}"
    path.write_text(f"{BASE}fixtures: [{line}]\n")
    return path


def a_good_match(cloud: Cloud) -> None:
    """Ready 17 minutes before, three quarters of the level consumed, all containers warm."""
    cloud.saw("ReadyMargin", OF_KICKOFF, 17, -17)
    cloud.saw("ConsumedReadCapacityUnits", READ, 900 * 60, 110)
    for minute in (-10, 0, 60):
        cloud.saw("WarmRequested", PRICING, 40, minute)
        cloud.saw("WarmDistinct", PRICING, 40, minute)
        cloud.saw("ColdStarts", PRICING, 40 if minute < 0 else 0, minute)


def test_a_match_that_went_well_asks_for_no_change(run: Run, config: Path, cloud: Cloud) -> None:
    a_good_match(cloud)
    found = run("review", "--config", config)
    assert found.code == 0
    [line] = [line for line in found.out.splitlines() if line.startswith("Leeds v Derby")]
    assert line.split()[-7:-1] == ["+17", "min", "0", "75%", "40/40", "0"]


def test_json_tells_each_dimension(run: Run, config: Path, cloud: Cloud) -> None:
    a_good_match(cloud)
    [found] = json.loads(run("review", "--config", config, "--format", "json").out)
    assert found["capacity"][0] == {
        "target": "prices",
        "dimension": "read",
        "level": 1200,
        "peak": 900.0,
        "throttled": 0,
        "ready_minutes": 17.0,
    }
    assert found["warm"] == [{"target": "pricing", "asked": 40, "had": 40, "cold": 0}]
    # 1,150 reads, 380 writes of the table and as many of the index above baseline, for 2:50.
    assert found["cost"] == pytest.approx((1150 * 0.00013 + 2 * 380 * 0.00065) * 170 / 60, abs=1e-4)


@pytest.mark.parametrize(
    ("name", "of", "value", "after", "advice"),
    [
        ("ReadyMargin", OF_KICKOFF, -4, 4, "there 4 minutes late: give league-match a lead of 34m"),
        ("ReadyMargin", OF_KICKOFF, 2, -2, "there 2 before: give league-match a lead of 28m"),
        ("ConsumedReadCapacityUnits", READ, 1150 * 60, 115, "took 96%: ask for 1,534 instead"),
        ("ConsumedReadCapacityUnits", READ, 300 * 60, 50, "took 25%: 400 instead of 1,200 are"),
        ("ReadThrottleEvents", READ, 12, 50, "12 requests were throttled though its busiest"),
        ("WarmDistinct", PRICING, 31, 60, "31 of 40 were warm"),
        ("ColdStarts", PRICING, 3, 60, "3 pings after kick-off met no warm container"),
    ],
)
def test_what_went_wrong_becomes_advice(  # noqa: PLR0913, PLR0917 (a case)
    run: Run,
    config: Path,
    cloud: Cloud,
    name: str,
    of: dict[str, str],
    value: float,
    after: int,
    advice: str,
) -> None:
    for minute in (0, 60):
        cloud.saw("WarmRequested", PRICING, 40, minute)
    cloud.saw(name, of, value, after)
    found = run("review", "--config", config)
    assert found.code == 1
    assert advice in " ".join(found.out.split())


def test_throttling_at_the_level_asks_for_more(run: Run, config: Path, cloud: Cloud) -> None:
    cloud.saw("ConsumedReadCapacityUnits", READ, 1200 * 60, 50)
    cloud.saw("ReadThrottleEvents", READ, 12, 50)
    told = " ".join(run("review", "--config", config).out.split())
    assert "12 requests were throttled: ask for 1,600 instead of 1,200" in told


def test_another_fixtures_margin_is_not_taken_for_ours(
    run: Run, config: Path, cloud: Cloud
) -> None:
    cloud.saw("ReadyMargin", OF_KICKOFF, 90, -17)
    [found] = json.loads(run("review", "--config", config, "--format", "json").out)
    assert found["ready_minutes"] is None


def test_a_fixture_is_found_by_its_name(run: Run, config: Path, cloud: Cloud) -> None:
    a_good_match(cloud)
    assert "Leeds v Derby" in run("review", "Leeds v Derby", "--config", config).out
    missed = run("review", "Leeds v Darby", "--config", config)
    assert (missed.code, missed.out) == (2, "")
    assert "did you mean 'Leeds v Derby'" in missed.err


def test_fixtures_out_of_the_span_are_left_out(run: Run, config: Path, cloud: Cloud) -> None:
    a_good_match(cloud)
    assert "no fixture has ended" in run("review", "--config", config, "--since", "2h").out
    assert run("review", "--config", config, "--since", "soon").code == 2


def test_the_page_holds_the_table_and_the_advice(run: Run, config: Path, cloud: Cloud) -> None:
    cloud.saw("ReadyMargin", OF_KICKOFF, -4, 4)
    page = run("review", "--config", config, "--format", "html").out
    assert page.startswith("<!DOCTYPE html>")
    assert "<td>Leeds v Derby</td>" in page
    assert "there 4 minutes late" in page


def test_cloudwatch_out_of_reach_is_told(
    run: Run, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    found = run("review", "--config", config)
    assert found.code == 1
    assert "CloudWatch cannot be read" in found.err
