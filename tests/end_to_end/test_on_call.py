"""Each command of docs/on-call.md runs against a deployed stack, as it is written there."""

import re
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from operations.cli.main import kickoff
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.side_services import SimulatedStack
from tests.end_to_end.laptop import on_laptop

PAGE = (Path(__file__).parents[2] / "docs" / "on-call.md").read_text()
ADDRESS = "s3://squad/config.yaml"
# A day long, so that a match at 19:45 is not over at any time of the day.
TOMORROW = datetime.now(UTC) + timedelta(days=1)
CALENDAR = f"""\
version: 1
targets:
  prices: {{table: prices, read: {{baseline: 50, max: 4000}}}}
  pricing: {{function: pricing, qualifier: live, warm: {{baseline: 1, max: 20, every: 5m}}}}
profiles:
  league-match: {{lasts: 1d, lead: 20m, demand: {{prices: {{read: 1200}}, pricing: {{warm: 5}}}}}}
fixtures:
  - {{name: Hull v Stoke, kickoff: {TOMORROW:%Y-%m-%d} 20:00, profile: league-match}}
"""
CHANGES = {"add", "move", "cancel", "boost", "undo"}
# A choice of resources, and the upload of a file that is not there.
ELSEWHERE = {"discover", "push"}


def commands() -> list[str]:
    """Return the commands of the page once, in order, without those with a placeholder."""
    found = dict.fromkeys(re.findall(r"(?:^    |`)(kickoff [^`\n]+)", PAGE, re.MULTILINE))
    return [each for each in found if not re.search(r"\b(TARGET|N|BUCKET)\b", each)]


@pytest.fixture
def cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    cloud = Cloud(Clock(datetime.now(UTC)))
    cloud.add_table("prices", read=50, write=20)
    cloud.register("prices", "read", minimum=50, maximum=4000)
    cloud.add_function("pricing")
    cloud.add_table("leases", key="lease")
    cloud.side.stacks["kickoff"] = SimulatedStack({"Leases": "leases", "Calendar": ADDRESS})
    cloud.side.buckets["squad"] = {"config.yaml": CALENDAR.encode()}
    with on_laptop(cloud, tmp_path, monkeypatch):
        monkeypatch.setenv("KICKOFF_STACK", "kickoff")
        yield cloud


@pytest.mark.usefixtures("cloud")
def test_each_command_of_the_page_runs() -> None:
    run: set[str] = set()
    for command in commands():
        _, verb, *rest = shlex.split(command)
        if verb in ELSEWHERE:
            continue
        arguments = [*rest, "--yes"] if verb in CHANGES else rest
        done = CliRunner().invoke(kickoff, [verb, *arguments])
        # This stack has never run, so nothing is ready.
        expected, begins = (1, "NO-GO for ") if verb == "ready" else (0, "")
        assert done.exit_code == expected, (command, done.output, done.exception)
        assert done.output.startswith(begins), done.output
        run.add(verb)
    assert run >= {
        *CHANGES,
        "stop",
        "start",
        "status",
        "plan",
        "prescale",
        "warm",
        "history",
        "ready",
    }
