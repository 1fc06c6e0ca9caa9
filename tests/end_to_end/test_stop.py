"""`kickoff stop` and `kickoff start`: a deployed stack does nothing, then everything again."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from operations.cli.main import kickoff
from prescaler.handler import handler as prescaler
from simulator.autoscaling.resources import ScalableId
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.delays import Delays
from simulator.faults import Call, Fault
from simulator.lambda_runtime import InvocationContext, aws_environment
from simulator.server import serve
from simulator.side_services import SimulatedStack
from simulator.transport import changes_wait_in
from tests.template.model import ROOT
from warmer.handler import handler as warmer

OPENS = datetime.fromisoformat("2026-12-05T12:10:00+00:00")
MINUTE = timedelta(minutes=1)
GIVE_BACK = (sys.executable, "-m", "scripts.give_back")
CALENDAR = """\
version: 1
timezone: UTC
targets:
  prices: {table: prices, read: {baseline: 50, max: 4000}}
  pricing: {function: pricing, qualifier: live, warm: {baseline: 1, max: 200, every: 1m}}
profiles:
  match: {lasts: 2h, lead: 20m, demand: {prices: {read: 1200}, pricing: {warm: 5}}}
fixtures:
  - {name: Leeds v Derby, kickoff: 2026-12-05 12:30, profile: match}
"""


class Stack:
    """The functions of a deployed stack in the simulator, and a person's commands on a laptop."""

    def __init__(self, cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
        self.cloud = cloud
        self._capsys = capsys
        self.paused: list[str] = []

    def tick(self, at: datetime) -> list[str]:
        """Run a tick of both functions; return the outcomes of all targets."""
        self.cloud.advance(at)
        event = {"scheduled_time": at.isoformat()}
        self._capsys.readouterr()
        lines: list[dict[str, Any]] = [
            *prescaler(event, None)["dimensions"],
            *warmer({"at": at.isoformat()}, InvocationContext(20))["functions"],
        ]
        printed = [json.loads(line) for line in self._capsys.readouterr().out.splitlines()]
        self.paused = [line["Service"] for line in printed if "Paused" in line]
        return [line["outcome"] for line in lines]

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(kickoff, [*arguments, "--stack", "kickoff"])

    @property
    def minimum(self) -> int:
        return self.cloud.autoscaling.targets[ScalableId.of("prices", "read")].minimum

    @property
    def actions(self) -> list[str]:
        return list(self.cloud.autoscaling.targets[ScalableId.of("prices", "read")].actions)

    @property
    def pings(self) -> int:
        return sum(call.operation == "lambda.Invoke" for call in self.cloud.calls)


@pytest.fixture
def stack(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Stack]:
    cloud = Cloud(Clock(OPENS - 5 * MINUTE), delays=Delays(lasting=True))
    cloud.add_table("prices", read=50, write=20)
    cloud.register("prices", "read", minimum=50, maximum=4000)
    cloud.add_function("pricing")
    cloud.add_table("leases", key="lease")
    cloud.side.stacks["kickoff"] = SimulatedStack({"Leases": "leases", "Calendar": "config.yaml"})
    path = tmp_path / "config.yaml"
    path.write_text(CALENDAR)
    with (
        serve(cloud) as url,
        changes_wait_in(lambda: cloud),
        aws_environment(
            AWS_ENDPOINT_URL=url, KICKOFF_CONFIG=str(path), KICKOFF_LEASE_TABLE="leases"
        ),
    ):
        yield Stack(cloud, capsys)


def test_a_stopped_stack_raises_nothing_and_pings_nothing_and_says_so(stack: Stack) -> None:
    stopped = stack.run("stop")
    assert stopped.exit_code == 0, stopped.output
    assert "no capacity is raised" in stopped.output

    assert stack.tick(OPENS) == ["paused"]

    assert (stack.minimum, stack.pings) == (50, 0)
    assert sorted(stack.paused) == ["prescaler", "warmer"]


def test_a_stop_after_a_window_opened_leaves_no_scheduled_action_of_any_match(
    stack: Stack, tmp_path: Path
) -> None:
    config, begins = tmp_path / "config.yaml", OPENS - 5 * MINUTE
    armed = CALENDAR.replace("table: prices,", "table: prices, arm: true,").replace(":30,", ":50,")
    added = "  - {name: Hull v Stoke, kickoff: 2026-12-05 12:59, profile: match}\n"
    for minute in range(27):
        config.write_text(armed if minute < 25 else armed + added)
        stack.tick(begins + minute * MINUTE)
    assert stack.minimum == 1200
    stack.run("stop")

    stack.tick(begins + 27 * MINUTE)

    assert stack.actions == []


def test_raised_capacity_stays_and_the_answer_has_its_price(stack: Stack) -> None:
    stack.tick(OPENS)
    sent = stack.pings
    assert (stack.minimum, sent > 0) == (1200, True)

    stopped = stack.run("stop")
    assert "raised capacity stays, for $0.17 an hour (prices of eu-west-1, " in stopped.output
    assert "prices.read" in stopped.output

    stack.tick(OPENS + timedelta(hours=5))
    assert (stack.minimum, stack.pings) == (1200, sent)


def test_a_stop_names_the_next_fixture_that_it_leaves_unraised(
    stack: Stack, tmp_path: Path
) -> None:
    day = datetime.now(UTC) + timedelta(days=2)
    config = tmp_path / "config.yaml"
    config.write_text(CALENDAR.replace("2026-12-05", f"{day:%Y-%m-%d}"))

    stopped = stack.run("stop", "--config", str(config))

    assert stopped.exit_code == 0, stopped.output
    expected = f"not raised while stopped: Leeds v Derby, {day:%a} {day.day} {day:%b} 12:30 (in "
    assert expected in stopped.output


def test_a_stop_works_with_a_broken_calendar(stack: Stack, tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text("version: [")

    stopped = stack.run("stop", "--config", str(config))

    assert stopped.exit_code == 0, stopped.output
    assert stopped.output.startswith("stopped: ")
    assert "the calendar cannot be used" in stopped.output
    config.write_text(CALENDAR)
    assert stack.tick(OPENS) == ["paused"]


def test_a_stopped_stack_is_not_pinged_by_hand_unless_told(stack: Stack, tmp_path: Path) -> None:
    by_hand = ("warm", "pricing", "--count", "2", "--config", str(tmp_path / "config.yaml"))
    stack.run("stop")

    refused = stack.run(*by_hand)

    assert refused.exit_code == 1
    assert "stopped all changes: no ping is sent" in refused.output
    assert "kickoff start ends that" in refused.output
    assert stack.run(*by_hand, "--dry-run").exit_code == 0
    assert stack.pings == 0
    told = stack.run(*by_hand, "--while-paused")
    assert told.exit_code == 0, told.output
    assert stack.pings > 0


def test_a_start_continues_with_the_next_tick(stack: Stack) -> None:
    stack.run("stop")
    stack.tick(OPENS)

    started = stack.run("start")

    assert "it was stopped by" in started.output
    stack.tick(OPENS + MINUTE)
    assert (stack.minimum, stack.pings > 0, stack.paused) == (1200, True, [])
    before = stack.run("history").output
    assert "nothing was stopped" in stack.run("start").output
    assert stack.run("history").output == before


def test_history_says_who_stopped_and_started_and_why(stack: Stack) -> None:
    stack.run("stop", "--why", "a wrong scale")
    stopped_by = stack.run("start", "--why", "corrected").output
    stack.run("pause", "--why", "a migration")

    shown = [line.split() for line in stack.run("history").output.splitlines()]
    orders = [" ".join(line[4:]) for line in shown if "user/ops" in line]
    assert orders[0].startswith("user/ops pause until ")
    assert orders[0].endswith("Z a migration")
    assert orders[1:] == [
        "user/ops start again corrected",
        "user/ops stop everything a wrong scale",
    ]
    assert "it was stopped by user/ops)" in stopped_by


def test_a_stop_that_is_not_recorded_holds_and_says_so(stack: Stack) -> None:
    stack.cloud.faults.stand(lambda call: call.operation == "dynamodb.GetItem", Fault.DENIED)

    stopped = stack.run("stop")

    assert stopped.exit_code == 0, stopped.output
    assert "kickoff history will not show this: " in stopped.output


def test_a_stop_holds_while_the_lease_table_does_not_answer(stack: Stack) -> None:
    stack.run("stop")
    stack.tick(OPENS)
    stack.cloud.faults.stand(
        lambda call: _is_of_leases(call) and "Item" in call.operation, Fault.THROTTLED
    )
    stack.cloud.faults.stand(lambda call: call.operation == "dynamodb.Scan", Fault.DENIED)

    stack.tick(OPENS + MINUTE)

    assert (stack.minimum, stack.pings) == (50, 0)


def test_a_new_process_without_an_answer_keeps_functions_warm(stack: Stack) -> None:
    stack.cloud.faults.stand(lambda call: call.operation == "dynamodb.GetItem", Fault.DENIED)

    stack.tick(OPENS)

    assert stack.pings > 0
    assert stack.paused == []


def test_a_stop_that_cannot_be_written_is_an_error(stack: Stack) -> None:
    stack.cloud.faults.stand(_is_of_leases, Fault.DENIED)

    stopped = stack.run("stop")

    assert stopped.exit_code == 1
    assert "stopped" not in stopped.output


def _is_of_leases(call: Call) -> bool:
    return call.parameters.get("TableName") == "leases"


def test_undeploy_stops_the_stack_and_reads_no_calendar(stack: Stack, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("version: 2\n")

    # A script of this repository.
    done = subprocess.run(  # noqa: S603
        [*GIVE_BACK, "kickoff"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    assert done.stdout == "kickoff: nothing is held\n"
    (tmp_path / "config.yaml").write_text(CALENDAR)
    assert stack.tick(OPENS) == ["paused"]


def test_undeploy_names_a_stack_that_does_not_exist() -> None:
    with serve(Cloud(Clock(OPENS))) as url, aws_environment(AWS_ENDPOINT_URL=url):
        done = subprocess.run(  # noqa: S603
            [*GIVE_BACK, "old"], cwd=ROOT, capture_output=True, text=True, check=False
        )
    assert done.returncode == 1
    assert done.stderr.startswith("kickoff: the stack is not deleted: there is no stack 'old'")


def test_an_observed_calendar_changes_nothing_until_its_mode_is_act(
    stack: Stack, tmp_path: Path
) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(f"mode: observe\n{CALENDAR}")
    assert stack.tick(OPENS) == ["planned"]
    assert (stack.minimum, stack.pings, stack.paused) == (50, 0, [])
    # Not even the version of a function is read that is only observed.
    assert not any(call.operation == "lambda.ListAliases" for call in stack.cloud.calls)

    config.write_text(CALENDAR)
    stack.tick(OPENS + MINUTE)
    assert (stack.minimum, stack.pings > 0) == (1200, True)
