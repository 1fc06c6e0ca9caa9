"""`kickoff upgrade --check`: a deployed stack against this package."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import boto3
import pytest
from click.testing import CliRunner, Result

from kickoff import formats
from operations.cli.main import kickoff
from operations.upgrade.package import package_file, package_version
from scripts.packaged_template import packaged
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.side_services import SimulatedStack
from tests.end_to_end.laptop import on_laptop
from tests.end_to_end.test_fixture_day import CALENDAR, OPENS

ADDRESS = "s3://squad/config.yaml"
OUTPUTS = {
    "Leases": "leases",
    "Calendar": ADDRESS,
    "Version": package_version(),
    "Formats": formats.description(),
}
RELEASE = packaged(package_file("template.yaml"))


@pytest.fixture
def cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    """An account with a stack of this version, and a laptop that reaches it."""
    cloud = Cloud(Clock(OPENS))
    cloud.add_table("leases", key="lease")
    cloud.side.stacks["kickoff"] = SimulatedStack(OUTPUTS, template=RELEASE)
    with on_laptop(cloud, tmp_path, monkeypatch):
        upload(CALENDAR)
        yield cloud


def upload(calendar: str) -> None:
    with closing(boto3.client("s3")) as s3:
        s3.create_bucket(Bucket="squad")
        s3.put_object(Bucket="squad", Key="config.yaml", Body=calendar.encode())


def check(*options: str) -> Result:
    return CliRunner().invoke(kickoff, ["upgrade", "--check", *options])


def test_a_stack_of_this_version_has_nothing_to_do(cloud: Cloud) -> None:
    assert cloud.side.stacks
    result = check("--stack", "kickoff")
    assert (result.exit_code, result.output.splitlines()[-1]) == (0, "nothing to do")


def test_for_an_older_stack_it_lists_what_changes_and_how_to_upgrade(cloud: Cloud) -> None:
    older = RELEASE.replace("  AlarmEmail:\n", "  PagerEmail:\n").replace("events:PutEvents", "x:y")
    outputs = {**OUTPUTS, "Version": "0.8.0", "Formats": "calendar 1, lease 0"}
    cloud.side.stacks["kickoff"] = SimulatedStack(outputs, {"PagerEmail": "ops"}, older)
    result = check("--stack", "kickoff")
    assert result.exit_code == 1
    rows = [" ".join(line.split()) for line in result.output.splitlines()]
    assert rows[0] == f"stack kickoff: kickoff 0.8.0; this package: {package_version()}"
    for expected in (
        f"version kickoff 0.8.0 -> {package_version()}",
        "format lease 0 -> 1",
        "parameter AlarmEmail added, default empty",
        "parameter PagerEmail removed; its value is ops",
        "permission PrescalerRole added: events:PutEvents",
        "permission PrescalerRole removed: x:y",
    ):
        assert expected in rows
    assert any(row.startswith("0.9.0, changed: ") for row in rows)
    assert "make deploy" in rows[-1]


def test_a_stack_without_a_version_is_older_than_all(cloud: Cloud) -> None:
    cloud.side.stacks["kickoff"] = SimulatedStack({"Leases": "leases", "Calendar": ADDRESS})
    result = check("--stack", "kickoff")
    assert result.exit_code == 1
    assert result.output.startswith("stack kickoff: kickoff before 0.9.0;")


def test_a_newer_stack_asks_for_its_own_version(cloud: Cloud) -> None:
    stack = cloud.side.stacks["kickoff"]
    newer = replace(stack, outputs={**OUTPUTS, "Version": "99.0.0"})
    cloud.side.stacks["kickoff"] = newer
    result = check("--stack", "kickoff")
    assert result.exit_code == 1
    assert "install kickoff 99.0.0 here" in result.output


def test_a_calendar_and_a_lease_that_this_version_cannot_read_are_listed(cloud: Cloud) -> None:
    upload("version: 2\n")
    with closing(boto3.client("dynamodb")) as dynamodb:
        item = {"lease": {"S": "||table/prices|x"}, "format": {"N": "2"}}
        dynamodb.put_item(TableName="leases", Item=item)
    assert cloud.side.stacks
    result = check("--stack", "kickoff")
    assert result.exit_code == 1
    text = " ".join(result.output.split())
    assert "the calendar has format 2, and this kickoff reads 1" in text
    assert "has format 2, and this kickoff reads 1: it is kept" in text


def test_without_a_stack_or_without_check_the_command_says_what_to_give(cloud: Cloud) -> None:
    assert cloud.side.stacks
    assert "give --stack NAME" in check().output
    without = CliRunner().invoke(kickoff, ["upgrade", "--stack", "kickoff"])
    assert (without.exit_code, "--check" in without.output) == (2, True)


def test_the_table_fits_80_columns(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    cloud.side.stacks["kickoff"] = SimulatedStack({**OUTPUTS, "Version": "0.8.0"})
    result = check("--stack", "kickoff")
    lines = result.output.splitlines()
    assert any("PrescalerTables" in line for line in lines), result
    assert max(map(len, lines)) <= 80
