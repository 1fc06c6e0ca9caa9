"""`kickoff warm`, against a simulated account with limits, traffic and faults."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.delays import Delays
from simulator.faults import Fault
from simulator.lambda_runtime import aws_environment
from simulator.server import serve
from simulator.traits import Traits
from tests.unit.operations.conftest import Run
from tests.unit.simulator.times import NOON

CALENDAR = """\
version: 1
timezone: UTC
targets:
  pricing:
    function: pricing
    qualifier: live
    warm: {baseline: 12, max: 200, every: 5m}
  settlement:
    function: settlement
    qualifier: live
    warm: {baseline: 3, max: 50, every: 5m}
  asleep:
    function: asleep
    warm: {baseline: 0, max: 50, every: 5m}
  prices:
    table: prices
    read: {baseline: 50, max: 4000}
profiles: {}
fixtures: []
"""


@pytest.fixture
def run(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run on a wide terminal, so that a row is one line."""
    monkeypatch.setenv("COLUMNS", "160")
    return run


@pytest.fixture
def calendar(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(CALENDAR)
    return path


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    """A simulated account with the function `settlement`; the environment points to it."""
    cloud = Cloud(Clock(NOON), delays=Delays(lasting=True))
    cloud.add_function("settlement")
    with serve(cloud) as url, aws_environment(AWS_ENDPOINT_URL=url):
        yield cloud


def pings(cloud: Cloud) -> int:
    return sum(call.operation == "lambda.Invoke" for call in cloud.calls)


def row(out: str, function: str) -> list[str]:
    """Return the cells of a function's row, split at blanks."""
    [line] = [line for line in out.splitlines() if line.startswith(f"{function} ")]
    return line.split()


def test_every_function_of_the_calendar_is_warmed_and_reported(
    run: Run, calendar: Path, cloud: Cloud
) -> None:
    cloud.add_function("pricing")
    result = run("warm", "--config", calendar)
    assert result.code == 0
    assert row(result.out, "pricing:live")[:4] == ["pricing:live", "12", "12", "12"]
    assert "15 of 15 containers of 2 functions are warm, 15 of them new." in result.out
    assert "pricing:live: 12 pings" in result.err
    assert (cloud.warm("pricing", "live"), cloud.warm("settlement", "live")) == (12, 3)


@pytest.mark.parametrize("target", ["settlement", "settlement.warm"])
def test_one_target_is_warmed_to_a_given_count(
    run: Run, calendar: Path, cloud: Cloud, target: str
) -> None:
    result = run("warm", target, "--count", "20", "--config", calendar)
    assert result.code == 0
    assert "20 of 20 containers of 1 function are warm, 20 of them new." in result.out
    again = run("warm", target, "--count", "20", "--config", calendar)
    assert "20 of 20 containers of 1 function are warm, 0 of them new." in again.out
    assert cloud.warm("settlement", "live") == 20


def test_a_concurrency_limit_is_reported_and_exits_with_1(
    run: Run, calendar: Path, cloud: Cloud
) -> None:
    cloud.add_function("pricing", reserved=10)
    result = run("warm", "pricing", "--config", calendar)
    assert result.code == 1
    assert "5 of 12 containers of 1 function are warm" in result.out
    assert "pricing:live: limited" in result.out
    assert "the function's reserved concurrency is 10" in result.out


def test_throttles_are_shown_by_reason(run: Run, calendar: Path, cloud: Cloud) -> None:
    cloud.add_function("pricing")
    cloud.faults.next("lambda.Invoke", Fault.THROTTLED, times=100)
    result = run("warm", "pricing", "--config", calendar)
    assert result.code == 1
    assert "LimitExceeded" in " ".join(row(result.out, "pricing:live"))


def test_a_missing_function_does_not_stop_the_others(
    run: Run, calendar: Path, cloud: Cloud
) -> None:
    result = run("warm", "--config", calendar)
    assert result.code == 1
    assert "1 missing function" in " ".join(row(result.out, "pricing:live"))
    assert "3 of 15 containers of 2 functions are warm" in result.out
    assert "pricing:live: missing_function: 0 of 1 containers" in result.out
    assert cloud.warm("settlement", "live") == 3


def test_without_a_guard_one_ping_is_sent_and_the_summary_says_what_to_do(
    run: Run, calendar: Path, cloud: Cloud
) -> None:
    cloud.add_function("pricing", guarded=False)
    result = run("warm", "pricing", "--config", calendar)
    assert (result.code, cloud.warm("pricing", "live")) == (1, 1)
    assert "pricing:live: unguarded: " in result.out
    assert "install the guard (docs/guards.md)" in result.out


def test_a_payload_of_the_calendar_is_sent_at_once_and_its_count_is_an_upper_bound(
    run: Run, calendar: Path, cloud: Cloud
) -> None:
    calendar.write_text(CALENDAR.replace("live\n", "live\n    payload: {warm: true}\n", 1))
    cloud.add_function("pricing", guarded=False)
    result = run("warm", "pricing", "--config", calendar)
    assert "at most " in result.out
    assert "no answer names its container" in result.out


def test_a_version_is_warmed_before_its_alias_points_to_it(
    run: Run, calendar: Path, cloud: Cloud
) -> None:
    cloud.add_function("pricing")
    versions = cloud.functions["pricing"].versions
    versions.settings["$LATEST"] = replace(versions.settings["$LATEST"], memory_mb=512)
    assert versions.publish() == "2"
    result = run("warm", "pricing", "--qualifier", "2", "--config", calendar)
    assert (result.code, cloud.warm("pricing", "2"), cloud.warm("pricing", "live")) == (0, 12, 0)
    assert row(result.out, "pricing:2")[:3] == ["pricing:2", "12", "12"]


def test_a_qualifier_needs_a_target(run: Run, calendar: Path) -> None:
    result = run("warm", "--qualifier", "2", "--config", calendar)
    assert result.code == 2
    assert "--qualifier needs a TARGET" in result.err


@pytest.mark.parametrize("option", [[], ["--dry-run"]])
def test_a_skipped_function_is_not_a_shortfall_and_has_a_reason(
    run: Run, calendar: Path, cloud: Cloud, option: list[str]
) -> None:
    cloud.add_function("pricing", traits=Traits(managed=True))
    result = run("warm", "pricing", *option, "--config", calendar)
    assert result.code == 0
    assert "pricing:live: skipped: on Lambda Managed Instances" in result.out
    assert pings(cloud) == 0


def test_a_dry_run_shows_limits_and_pings_and_sends_none(
    run: Run, calendar: Path, cloud: Cloud
) -> None:
    cloud.add_function("pricing")
    result = run("warm", "--dry-run", "--config", calendar)
    assert result.code == 0
    assert row(result.out, "pricing:live")[1:4] == ["12", "0", "12"]
    assert "the account's unreserved concurrency is 1000, an unknown number in use" in result.out
    assert "15 pings to 2 functions would be sent; none was." in result.out
    assert pings(cloud) == 0


def test_a_dry_run_reports_a_shortfall_and_exits_with_1(
    run: Run, calendar: Path, cloud: Cloud
) -> None:
    cloud.add_function("pricing", traits=Traits(state="Pending"))
    result = run("warm", "pricing", "--dry-run", "--config", calendar)
    assert result.code == 1
    assert "0 pings to 1 function would be sent; none was." in result.out
    assert "pricing:live: not_ready: it is Pending" in result.out


def test_the_at_option_gives_the_instant_of_the_levels(
    run: Run, calendar: Path, cloud: Cloud
) -> None:
    calendar.write_text(
        CALENDAR.replace(
            "profiles: {}", "profiles: {match: {lasts: 2h, demand: {pricing: {warm: 30}}}}"
        ).replace(
            "fixtures: []", "fixtures: [{name: Cup, kickoff: 2026-12-05 12:00, profile: match}]"
        )
    )
    cloud.add_function("pricing")
    result = run("warm", "pricing", "--at", "2026-12-05T12:30", "--config", calendar)
    assert "30 of 30 containers of 1 function are warm" in result.out


@pytest.mark.usefixtures("cloud")
def test_a_function_without_a_level_is_not_warmed(run: Run, calendar: Path) -> None:
    result = run("warm", "asleep", "--config", calendar)
    assert (result.code, "give TARGET and --count" in result.out) == (0, True)


def test_a_missing_permission_is_reported_by_name(run: Run, calendar: Path, cloud: Cloud) -> None:
    cloud.faults.next("lambda.GetAccountSettings", Fault.DENIED, times=9)
    result = run("warm", "settlement", "--config", calendar)
    assert (result.code, cloud.warm("settlement", "live")) == (0, 3)
    assert "lambda:GetAccountSettings is denied" in result.err


@pytest.mark.usefixtures("cloud")
def test_a_count_beyond_one_process_is_reported_before_sending(run: Run, calendar: Path) -> None:
    result = run("warm", "settlement", "--count", "900", "--dry-run", "--config", calendar)
    assert "settlement: at most 800 containers from this machine" in result.err


@pytest.mark.usefixtures("cloud")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["pricin"], "'pricin' is not a target; did you mean 'pricing'?"),
        (["prices"], "'prices' is not kept warm"),
        (["--count", "5"], "--count needs a TARGET"),
        (["pricing", "--count", "0"], "0 is not in the range"),
        (["pricing", "--count", "many"], "'many' is not a valid integer"),
        (["pricing", "--at", "soon"], "'soon' is not an instant"),
    ],
)
def test_wrong_use_exits_with_2_and_a_message(
    run: Run, calendar: Path, arguments: list[str], message: str
) -> None:
    result = run("warm", *arguments, "--config", calendar)
    assert (result.code, result.out) == (2, "")
    assert message in result.err


def test_without_a_lease_table_the_user_learns_that_the_deployed_warmer_is_misled(
    run: Run, calendar: Path, cloud: Cloud
) -> None:
    cloud.add_function("pricing")
    result = run("warm", "--config", calendar)
    assert result.code == 0
    assert "no lease table is in KICKOFF_LEASE_TABLE" in result.err
    assert "no lease table" not in run("warm", "--dry-run", "--config", calendar).err


def test_with_a_lease_table_the_pings_are_recorded_and_a_second_wave_of_the_minute_is_not_sent(
    run: Run, calendar: Path, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KICKOFF_LEASE_TABLE", "leases")
    cloud.add_table("leases", key="lease")
    cloud.add_function("pricing")
    while datetime.now(UTC).second > 50:  # both waves are of one minute
        time.sleep(1)
    first = run("warm", "pricing", "--config", calendar)
    assert (first.code, "record" in first.err, "lease table" in first.err) == (0, False, False)
    second = run("warm", "pricing", "--config", calendar)
    assert second.code == 1
    assert "pricing:live: claimed: another warmer sends its wave of this minute" in second.out
    assert pings(cloud) == 13  # one first, to ask the guard


def test_a_lease_table_that_refuses_is_reported_and_the_wave_is_sent(
    run: Run, calendar: Path, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KICKOFF_LEASE_TABLE", "leases")
    cloud.add_function("pricing")
    cloud.faults.stand(lambda call: call.operation.startswith("dynamodb."), Fault.DENIED)
    result = run("warm", "pricing", "--config", calendar)
    assert (result.code, pings(cloud)) == (0, 13)
    assert "dynamodb:BatchGetItem is denied" in result.err
    assert "the pings are in no record" in result.err
