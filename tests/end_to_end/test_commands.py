"""The verbs that call AWS, against the simulator."""

import json
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from operations.cli.main import kickoff
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.faults import Fault
from simulator.lambda_runtime import aws_environment
from simulator.server import serve
from simulator.transport import changes_wait_in
from tests.end_to_end.test_fixture_day import CALENDAR, OPENS

IN_WINDOW = "2026-12-05T12:10Z"


@pytest.fixture
def cloud() -> Cloud:
    cloud = Cloud(Clock(OPENS))
    cloud.add_table("prices", read=50, write=20, indexes={"by-fixture": (5, 20)})
    cloud.register("prices", "read", minimum=50, maximum=4000)
    cloud.register("prices", "write", minimum=20, maximum=2000)
    cloud.register("prices", "by-fixture.write", minimum=20, maximum=2000)
    return cloud


@pytest.fixture
def calendar(tmp_path: Path, cloud: Cloud) -> Iterator[Path]:
    path = tmp_path / "config.yaml"
    path.write_text(CALENDAR)
    with (
        serve(cloud) as url,
        changes_wait_in(lambda: cloud),
        aws_environment(AWS_ENDPOINT_URL=url),
    ):
        yield path


def run(*arguments: str | Path, answer: str = "") -> Result:
    return CliRunner().invoke(kickoff, [str(argument) for argument in arguments], input=answer)


def minimum(cloud: Cloud, dimension: str) -> int:
    return next(
        target.minimum
        for scalable, target in cloud.autoscaling.targets.items()
        if scalable.located()[1] == dimension
    )


def test_a_dry_run_reports_decisions_and_changes_nothing(calendar: Path, cloud: Cloud) -> None:
    result = run("prescale", "--dry-run", "--at", IN_WINDOW, "--config", calendar)
    assert result.exit_code == 0
    assert "1,200" in result.output
    assert "3 raise; dry run, nothing changed" in result.output
    assert minimum(cloud, "read") == 50
    assert list(calendar.parent.iterdir()) == [calendar]
    operations = {call.operation for call in cloud.calls}
    assert operations - {"sts.GetCallerIdentity"} == {
        "autoscaling.DescribeScalableTargets",
        "dynamodb.DescribeTable",
    }


def test_prescale_carries_out_the_decisions_of_the_dry_run(calendar: Path, cloud: Cloud) -> None:
    result = run("prescale", "--at", IN_WINDOW, "--config", calendar)
    assert result.exit_code == 0
    assert minimum(cloud, "read") == 1200
    leases = json.loads((calendar.parent / ".kickoff-leases.json").read_text())
    assert len(leases) == 3


def test_no_time_but_now_is_in_the_history(calendar: Path) -> None:
    began = datetime.now(UTC) - timedelta(minutes=1)
    run("prescale", "--at", IN_WINDOW, "--config", calendar)

    leases = json.loads((calendar.parent / ".kickoff-leases.json").read_text())
    times = [entry["at"] for lease in leases for entry in (lease, *lease["entries"])]

    assert times
    assert all(began <= datetime.fromisoformat(at) <= datetime.now(UTC) for at in times)


def test_a_dry_run_says_what_hinders_and_exits_with_1(calendar: Path, cloud: Cloud) -> None:
    cloud.register("prices", "read", minimum=50, maximum=1000)

    result = run("prescale", "--dry-run", "--at", IN_WINDOW, "--config", calendar)

    assert result.exit_code == 1
    assert "max_too_low" in result.output


def test_a_dry_run_without_credentials_exits_with_1(calendar: Path) -> None:
    with aws_environment():
        del os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]
        os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
        result = run("prescale", "--dry-run", "--at", "2026-11-20T03:01Z", "--config", calendar)

    assert result.exit_code == 1
    assert "credentials" in result.output


def test_prescale_exits_with_1_where_a_target_has_an_error(calendar: Path, cloud: Cloud) -> None:
    cloud.faults.next("autoscaling.RegisterScalableTarget", Fault.DENIED, times=3)
    result = run("prescale", "--at", IN_WINDOW, "--config", calendar)
    assert result.exit_code == 1
    assert "denied" in result.output


def test_status_exits_with_1_until_live_capacity_is_the_desired_level(
    calendar: Path, cloud: Cloud
) -> None:
    before = run("status", "--at", IN_WINDOW, "--config", calendar)
    assert before.exit_code == 1
    assert "1,200" in before.output
    for minute in range(4):
        at = f"{OPENS + timedelta(minutes=minute):%Y-%m-%dT%H:%MZ}"
        run("prescale", "--at", at, "--config", calendar)
        cloud.advance(cloud.now + timedelta(minutes=1))
    after = run("status", "--at", IN_WINDOW, "--config", calendar)
    assert after.exit_code == 0
    assert "Leeds v Derby" in after.output.replace("\n", " ").replace("  ", " ")


def test_status_reports_that_the_lease_table_is_gone(
    calendar: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KICKOFF_LEASE_TABLE", "gone")
    result = run("status", "--at", "2026-12-05T09:00Z", "--config", calendar)
    assert result.exit_code == 1
    assert "lease_unavailable: dynamodb:Scan of the lease table gone" in result.output
    assert "prices.read" in result.output
    assert "ResourceNotFoundException" in result.output


def test_status_names_a_lease_that_cannot_be_read(calendar: Path) -> None:
    leases = calendar.parent / ".kickoff-leases.json"
    leases.write_text('[{"lease": "table/prices|read", "format": 9}]')
    result = run("status", "--at", "2026-12-05T09:00Z", "--config", calendar)
    assert result.exit_code == 1
    assert "the lease table/prices|read has format 9" in result.output


def test_prescale_raises_nothing_if_the_lease_table_is_gone(
    calendar: Path, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KICKOFF_LEASE_TABLE", "gone")
    result = run("prescale", "--at", IN_WINDOW, "--config", calendar)
    assert result.exit_code == 1
    assert "is not sent: without a lease" in " ".join(result.output.split())
    assert minimum(cloud, "read") == 50


def test_an_unreachable_endpoint_is_an_error_without_a_traceback(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(CALENDAR)
    with aws_environment(AWS_ENDPOINT_URL="http://127.0.0.1:1"):
        result = run("prescale", "--at", IN_WINDOW, "--config", path)
    assert result.exit_code == 1
    assert "unreachable" in result.output
    assert "Traceback" not in result.output


def test_the_demo_shows_each_fixture_and_writes_a_page_without_external_resources(
    tmp_path: Path,
) -> None:
    path, page = tmp_path / "config.yaml", tmp_path / "demo.html"
    path.write_text(CALENDAR.replace("lasts: 2h", "lasts: 15m"))
    result = run("demo", "--config", path, "--page", page)
    assert " containers warm so far\n" in result.stdout
    assert result.exit_code == 0, result.output
    assert re.search(r"Leeds v Derby: ready 1\d min before", result.output)
    assert "With kickoff 1 of 1 fixture had all capacity at kick-off" in result.output
    drawn = page.read_text()
    assert drawn.count("<svg") == 4
    assert "Leeds v Derby" in drawn
    assert "http" not in drawn
    assert "<script" not in drawn


def test_the_demo_refuses_a_day_without_fixtures(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(CALENDAR)
    result = run("demo", "--config", path, "--day", "2026-12-06")
    assert result.exit_code == 2
    assert "no fixture" in result.output


def test_a_pause_prevents_raises_until_it_is_ended(calendar: Path, cloud: Cloud) -> None:
    # A pause uses real time, the levels of the tick do not.
    pause = calendar.parent / ".kickoff-leases.json"
    pause.write_text('[{"lease": "pause", "until": "2100-01-01T00:00:00Z", "by": "ann"}]')
    paused = run("prescale", "--at", IN_WINDOW, "--config", calendar)
    assert "paused" in paused.output
    assert minimum(cloud, "read") == 50

    assert run("pause", "--end", "--local", "--config", calendar).output == "pause ended\n"
    run("prescale", "--at", IN_WINDOW, "--config", calendar)
    assert minimum(cloud, "read") == 1200


def test_a_raise_is_in_the_history_and_can_be_released(calendar: Path, cloud: Cloud) -> None:
    assert run("history", "--local", "--config", calendar).output == "no changes of capacity yet\n"
    run("prescale", "--at", IN_WINDOW, "--config", calendar)
    history = run("history", "prices", "--local", "--config", calendar)
    assert "raise" in history.output
    assert "1,200" in history.output

    status = run("status", "--at", IN_WINDOW, "--config", calendar)
    for table in (history, status):
        assert "…" not in table.output, "long names wrap on a narrow terminal"

    given_back = run("release", "prices", "--yes", "--local", "--config", calendar)
    assert given_back.exit_code == 0
    assert minimum(cloud, "read") == 50
    assert run("release", "nobody", "--local", "--config", calendar).exit_code == 2


def test_one_dimension_is_released_and_has_its_own_history(calendar: Path, cloud: Cloud) -> None:
    run("prescale", "--at", IN_WINDOW, "--config", calendar)

    given_back = run("release", "prices.read", "--yes", "--local", "--config", calendar)

    assert given_back.exit_code == 0
    assert (minimum(cloud, "read"), minimum(cloud, "write")) == (50, 400)
    assert (
        "prices.write" not in run("history", "prices.read", "--local", "--config", calendar).output
    )
    assert run("release", "prices.reads", "--yes", "--local", "--config", calendar).exit_code == 2


def test_a_release_is_shown_and_confirmed_first(calendar: Path, cloud: Cloud) -> None:
    run("prescale", "--at", IN_WINDOW, "--config", calendar)

    refused = run("release", "--local", "--config", calendar, answer="n\n")

    assert "would set minimum 1200 -> 50" in " ".join(refused.output.split())
    assert refused.exit_code == 1
    assert minimum(cloud, "read") == 1200
    assert run("release", "--local", "--config", calendar, answer="y\n").exit_code == 0
    assert minimum(cloud, "read") == 50


def test_a_release_while_paused_says_who_paused_and_needs_an_option(
    calendar: Path, cloud: Cloud
) -> None:
    run("prescale", "--at", IN_WINDOW, "--config", calendar)
    run("pause", "--local", "--config", calendar)

    refused = run("release", "--yes", "--local", "--config", calendar)

    assert refused.exit_code == 1
    assert "paused all changes until" in refused.output
    assert minimum(cloud, "read") == 1200
    assert run("release", "--yes", "--while-paused", "--local", "--config", calendar).exit_code == 0
    assert minimum(cloud, "read") == 50


def test_a_pause_is_stored_with_the_leases(calendar: Path) -> None:
    paused = run("pause", "--hours", "2", "--local", "--config", calendar)
    assert paused.output.startswith("nothing is changed until ")
    (kept,) = json.loads((calendar.parent / ".kickoff-leases.json").read_text())
    assert kept["lease"] == "pause"
