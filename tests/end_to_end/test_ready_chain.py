"""`kickoff ready` of a fixture whose chain has a table, a service and a stream."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from operations.cli.options import this_minute
from simulator.clock import Clock
from simulator.cloud import Cloud
from tests.end_to_end.deployment import Deployment, deployed

MINUTE = timedelta(minutes=1)
SERVICE = "service/prod/web", "ecs:service:DesiredCount"


def calendar(kickoff: datetime) -> str:
    return f"""\
version: 1
timezone: UTC
targets:
  prices: {{table: prices, read: {{baseline: 50, max: 4000}}}}
  web: {{ecs: prod/web, tasks: {{baseline: 4, max: 60}}}}
  clicks: {{stream: clicks, shards: {{baseline: 4, max: 40}}}}
profiles:
  match:
    lasts: 2h
    lead: 20m
    demand: {{prices: {{read: 1200}}, web: {{tasks: 30}}, clicks: {{shards: 8}}}}
fixtures:
  - {{name: Leeds v Derby, kickoff: "{kickoff:%Y-%m-%d %H:%M}", profile: match}}
"""


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployment]:
    """A stack some minutes before the window of a match opens."""
    cloud = Cloud(Clock(this_minute() - 30 * MINUTE))
    cloud.add_table("prices", read=50, write=20)
    cloud.register("prices", "read", minimum=50, maximum=4000)
    cloud.add_service(*SERVICE, 4, minimum=4, maximum=100)
    cloud.add_stream("clicks", shards=4)
    with deployed(cloud, tmp_path, monkeypatch) as stack:
        yield stack


def ready(stack: Deployment) -> tuple[int, str]:
    done = stack.run("ready")
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, " ".join(done.output.split())


def test_each_link_of_the_chain_has_its_evidence_and_the_slowest_is_named(
    stack: Deployment,
) -> None:
    stack.upload(calendar(this_minute() + timedelta(hours=3)))
    stack.tick(this_minute() - MINUTE)
    code, output = ready(stack)
    assert "prices.read 50 now, 1,200 from" in output
    assert "web.tasks 4 now, 30 from" in output
    assert "clicks.shards 4 now, 8 from" in output
    assert code == 0, output


def test_a_service_that_has_not_started_its_tasks_is_a_no_go(stack: Deployment) -> None:
    stack.upload(calendar(this_minute() + 2 * MINUTE))
    stack.cloud.add_service(*SERVICE, 4, minimum=4, maximum=10)
    for minute in (3, 2, 1):
        stack.tick(this_minute() - minute * MINUTE)
    code, output = ready(stack)
    assert code == 1, output
    assert "NO web.tasks" in output
