"""`kickoff prescale` with `arm: true` lists the scheduled actions, in a dry run and in a run."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from operations.cli.main import kickoff
from simulator.clock import Clock
from simulator.cloud import Cloud
from tests.end_to_end.laptop import on_laptop

# Scheduled actions are made for the coming 24 hours of the present time.
KICKOFF = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(hours=15)
CALENDAR = f"""\
version: 1
timezone: UTC
targets:
  prices: {{table: prices, arm: true, read: {{baseline: 50, max: 4000}}}}
profiles:
  match: {{lasts: 2h, lead: 20m, tail: 30m, demand: {{prices: {{read: 1200}}}}}}
fixtures:
  - {{name: Leeds v Derby, kickoff: "{KICKOFF:%Y-%m-%d %H:%M}", profile: match}}
"""


def after(minutes: int) -> str:
    return f"{KICKOFF + timedelta(minutes=minutes):%a %H:%M}"


# A raise two minutes after the tick, the same once more, and the restore after extra time.
LISTED = f"created: minimum 1,200 at {after(-18)}, 1,200 at {after(-14)}, 50 at {after(180)}\n"


@pytest.fixture
def cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    cloud = Cloud(Clock(datetime.now(UTC)))
    cloud.add_table("prices", read=50, write=20)
    cloud.register("prices", "read", minimum=50, maximum=4000)
    with on_laptop(cloud, tmp_path, monkeypatch):
        Path("config.yaml").write_text(CALENDAR)
        yield cloud


def scheduled(cloud: Cloud) -> int:
    return sum(len(each.actions) for each in cloud.autoscaling.targets.values())


def prescale(*arguments: str) -> str:
    done = CliRunner().invoke(kickoff, ["prescale", *arguments])
    assert done.exit_code == 0, done.output
    return done.output


def test_a_dry_run_lists_what_the_run_creates(cloud: Cloud) -> None:
    assert f"prices.read: scheduled actions would be {LISTED}" in prescale("--dry-run")
    assert scheduled(cloud) == 0

    assert f"prices.read: scheduled actions {LISTED}" in prescale()
    assert scheduled(cloud) == 3
    assert "scheduled action" not in prescale()


def test_a_dry_run_lists_what_the_run_deletes(cloud: Cloud) -> None:
    prescale()
    Path("config.yaml").write_text(CALENDAR.replace("arm: true", "arm: false"))

    assert "prices.read: 3 scheduled actions would be deleted\n" in prescale("--dry-run")
    assert scheduled(cloud) == 3
    assert "prices.read: 3 scheduled actions deleted\n" in prescale()
    assert scheduled(cloud) == 0
