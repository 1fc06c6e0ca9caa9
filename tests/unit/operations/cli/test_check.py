"""`kickoff check`, against a simulated account in the same process."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.lambda_runtime import aws_environment
from simulator.transport import in_process
from tests.unit.operations.conftest import Run
from tests.unit.operations.preflight.account import add_prices, good
from tests.unit.operations.preflight.calendars import CALENDAR, NOW
from tests.unit.operations.preflight.identity import SQUAD, Identity, RoutedEndpoint

AT = ("--at", "2026-11-23T09:00Z")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(CALENDAR)
    return path


@pytest.fixture
def line() -> Iterator[RoutedEndpoint]:
    """An account that satisfies the calendar."""
    line = RoutedEndpoint(good(), Identity())
    with aws_environment(KICKOFF_WARMER_ROLE=SQUAD, KICKOFF_PRESCALER_ROLE=SQUAD), in_process(line):
        yield line


@pytest.mark.usefixtures("line")
def test_no_finding_exits_with_0(run: Run, config: Path) -> None:
    result = run("check", *AT, "--config", config)
    assert (result.code, result.out) == (0, "fixtures in 14 days: 2, targets: 2; nothing found\n")


def test_before_a_deployment_permissions_are_said_to_be_unchecked(
    run: Run, config: Path, line: RoutedEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("KICKOFF_WARMER_ROLE", "KICKOFF_PRESCALER_ROLE"):
        monkeypatch.delenv(name)
    line.identity.denied = {(SQUAD, "lambda:InvokeFunction")}
    result = run("check", *AT, "--config", config)
    assert result.code == 0
    assert result.out.splitlines() == [
        "permissions are not checked: name the stack with --stack NAME once it exists",
        "fixtures in 14 days: 2, targets: 2; nothing found",
    ]


def test_findings_are_a_table_within_the_terminals_width_and_exit_with_1(
    run: Run, config: Path, line: RoutedEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    line.cloud = Cloud(Clock(NOW))
    add_prices(line.cloud, read_max=1000)
    line.cloud.add_function("pricing")
    line.identity.denied = {(SQUAD, "lambda:InvokeFunction")}
    result = run("check", *AT, "--config", config)
    assert result.code == 1
    lines = result.out.splitlines()
    assert max(map(len, lines)) <= 80
    starts = [each.split()[0] for each in lines if each[:1].strip()]
    assert starts == ["left", "none", "5", "fixtures"]
    assert "Leeds v Derby" in result.out
    assert "Sat 28 Nov 12:30" in result.out
    assert "and 1 more" in result.out
    assert "prices.read  max too low" in result.out
    assert lines[-1] == "fixtures in 14 days: 2, targets: 2; 2 found"


def test_a_function_without_a_guard_is_named_with_the_lines_that_add_one(
    run: Run, config: Path, line: RoutedEndpoint
) -> None:
    pinged = NOW - timedelta(hours=1)
    line.cloud.published.note("WarmRequested", {"Function": "pricing:live"}, 40, pinged)
    result = run("check", *AT, "--config", config)
    assert result.code == 1
    assert "pricing  unguarded" in result.out
    for tool in ("SAM", "CDK", "Terraform"):
        assert f"  {tool} " in result.out
    assert result.out.count("/opt/kickoff-guard") == 3


@pytest.mark.usefixtures("line")
def test_only_fixtures_of_the_given_days_are_checked(run: Run, config: Path) -> None:
    result = run("check", *AT, "--days", "7", "--config", config)
    assert result.out == "fixtures in 7 days: 1, targets: 2; nothing found\n"


@pytest.mark.usefixtures("line")
def test_an_invalid_calendar_or_wrong_use_exits_with_2(run: Run, config: Path) -> None:
    assert run("check", "--days", "0", "--config", config).code == 2
    assert run("check", "--at", "soon", "--config", config).code == 2
    config.write_text("version: 2")
    result = run("check", "--config", config)
    assert (result.code, result.out) == (2, "")
    assert "config.yaml:1" in result.err
