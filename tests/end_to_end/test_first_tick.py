"""A stack whose functions have never run: each verb says so, and since when the stack exists."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.side_services import SimulatedStack
from tests.end_to_end.deployment import ROLE, TOPIC, Deployment, deployed

MINUTE = timedelta(minutes=1)
OUTPUTS = {
    "Leases": "leases",
    "Calendar": "config.yaml",
    "AlarmTopicArn": TOPIC,
    "WarmerRoleArn": f"{ROLE}/warmer",
    "PrescalerRoleArn": f"{ROLE}/prescaler",
}
CALENDAR = f"""\
version: 1
timezone: UTC
targets:
  prices: {{table: prices, read: {{baseline: 50, max: 4000}}}}
profiles:
  match: {{lasts: 2h, lead: 20m, demand: {{prices: {{read: 1200}}}}}}
fixtures:
  - {{name: Leeds v Derby, kickoff: "{datetime.now(UTC) + timedelta(days=1):%Y-%m-%d %H:%M}",
     profile: match}}
"""
SINCE = "none since the stack was created"
TICKS = f"prescaler ticks: {SINCE} 15 min ago\nwarmer ticks: {SINCE} 15 min ago\n"


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployment]:
    """A stack of a quarter of an hour, with a calendar in its bundle."""
    cloud = Cloud(Clock(datetime.now(UTC)))
    cloud.add_table("prices", read=50, write=20)
    cloud.register("prices", "read", minimum=50, maximum=4000)
    with deployed(cloud, tmp_path, monkeypatch) as stack:
        age(stack, 15)
        yield stack


def age(stack: Deployment, minutes: int) -> datetime:
    created = datetime.now(UTC) - minutes * MINUTE
    stack.cloud.side.stacks["kickoff"] = SimulatedStack(OUTPUTS, created=created)
    return created


@pytest.mark.parametrize(
    "verb", [("plan",), ("explain", "prices.read", "now"), ("validate",), ("prescale",)]
)
def test_a_verb_says_that_the_first_tick_is_overdue(
    stack: Deployment, verb: tuple[str, ...]
) -> None:
    created = age(stack, 14)
    said = str(stack.run(*verb).exception)
    assert "the functions of the stack have kept no calendar yet" in said
    assert said.endswith(
        f"; kickoff exists since {created:%Y-%m-%d %H:%MZ} (14 min), so a tick is overdue: "
        "see docs/operations.md#silent; meanwhile --config FILE runs this command with the "
        "calendar of a file"
    )


def test_in_the_first_minutes_a_verb_says_to_wait(stack: Deployment) -> None:
    age(stack, 1)
    said = str(stack.run("plan").exception)
    assert "so wait: its first tick comes within 3 minutes" in said


@pytest.mark.parametrize("verb", ["status", "ready"])
def test_without_any_calendar_the_state_of_the_stack_is_no_success(
    stack: Deployment, verb: str
) -> None:
    done = stack.run(verb)
    assert done.exit_code == 1, done.output
    assert "so a tick is overdue: see docs/operations.md#silent" in done.output
    assert "no calendar is known" in done.output
    assert done.output.endswith(TICKS)


def test_status_uses_the_calendar_of_the_folder_and_is_no_success(stack: Deployment) -> None:
    Path("config.yaml").write_text(CALENDAR)
    done = stack.run("status")
    assert done.exit_code == 1, done.output
    assert "using config.yaml of this machine: the functions may have another" in done.output
    assert "prices.read" in done.output
    assert done.output.endswith(TICKS)


def test_ready_judges_by_the_calendar_of_the_folder_and_is_no_go(stack: Deployment) -> None:
    Path("config.yaml").write_text(CALENDAR)
    done = stack.run("ready")
    assert done.exit_code == 1, done.output
    assert "NO-GO for Leeds v Derby, " in done.output
    assert re.search(f"prescaler ticks: {SINCE} 1[45] min ago, and ", done.output)
    assert "calendar: valid in config.yaml; no tick shows that the functions use it" in done.output


def test_in_the_first_minutes_ready_says_to_wait_and_not_to_deploy_again(stack: Deployment) -> None:
    age(stack, 1)
    Path("config.yaml").write_text(CALENDAR)
    done = stack.run("ready")
    assert done.exit_code == 1, done.output
    assert "prescaler ticks: none yet: the stack was created" in done.output
    assert "Do: wait: its first tick comes within 3 minutes" in done.output
    assert "make deploy" not in done.output


def test_a_calendar_of_the_folder_that_is_broken_is_not_used(stack: Deployment) -> None:
    Path("config.yaml").write_text("version: 2\n")
    done = stack.run("status")
    assert done.exit_code == 1, done.output
    assert "config.yaml of this machine cannot be used: config.yaml:1:10: version: " in done.output
    assert "no calendar is known, and there is no lease" in done.output


def test_what_lowers_capacity_uses_no_calendar_of_the_folder(stack: Deployment) -> None:
    Path("config.yaml").write_text(CALENDAR)
    done = stack.run("release")
    assert done.exit_code == 0, done.output
    assert "only leases are used" in done.output


def test_without_a_calendar_desired_is_said_to_be_the_value_to_restore(stack: Deployment) -> None:
    soon = datetime.now(UTC) + 10 * MINUTE
    open_window = re.sub(r'"[^"]+"', f'"{soon:%Y-%m-%d %H:%M}"', CALENDAR)
    Path("mine.yaml").write_text(open_window)
    assert "1 raise" in stack.run("prescale", "--config", "mine.yaml").output
    shown = stack.run("status").output
    assert "prices.read" in shown
    assert "without a calendar, desired is the value that each lease restores" in shown
