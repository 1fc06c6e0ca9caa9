"""The history of a function's containers, from which demand is learned."""

from collections.abc import Iterator
from math import isnan
from pathlib import Path

import pytest

from kickoff.aws.clients import Clients
from kickoff.aws.place import Place
from kickoff.aws.sessions import Aws
from kickoff.calendar import load
from kickoff.forecast.loads import Loads, minute
from kickoff.forecast.target import ForecastTarget
from kickoff.timeline import Key
from operations.learning.learner import ping_log, read_history
from simulator.cloud import Cloud
from simulator.cloudwatch import LambdaMetric
from tests.unit.operations.learning.evenings import MINUTE, TODAY, account
from warmer.model import FunctionRef

CALENDAR = """
version: 1
timezone: UTC
targets:
  pricing: {function: pricing, qualifier: live, warm: {baseline: 2, max: 500, every: 5m}}
profiles: {}
fixtures: []
"""
PRICING = FunctionRef("pricing", "live", Place())
CONCURRENCY = LambdaMetric("ConcurrentExecutions", "pricing", "pricing:live")
START = TODAY - 60 * MINUTE


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Cloud]:
    """An hour of 20 concurrent requests; each wave of 300 pings leaves a minute late."""
    for cloud in account(monkeypatch, tmp_path):
        for number in range(60):
            peak = 320 if number % 5 == 1 else 20
            cloud.functions.usage.note(CONCURRENCY, peak, START + number * MINUTE)
        (tmp_path / "config.yaml").write_text(CALENDAR)
        yield cloud


def history(directory: Path, lease_table: str | None) -> Loads:
    target = ForecastTarget(load(directory / "config.yaml"), Key("pricing", "warm"), 1)
    return read_history(Clients(Aws()), target, TODAY, ping_log(Aws(), lease_table))


@pytest.mark.usefixtures("cloud")
def test_the_minutes_in_which_pings_ran_teach_nothing(tmp_path: Path) -> None:
    late = [START + number * MINUTE for number in range(1, 60, 5)]
    ping_log(Aws(), "leases").record(PRICING, 300, late)
    loads = history(tmp_path, "leases")
    hour = loads.between(minute(START + MINUTE), minute(TODAY))
    assert [isnan(units) for units in hour] == [number % 5 == 0 for number in range(59)]
    assert loads.highest(loads.first, loads.end) == 20


@pytest.mark.usefixtures("cloud")
@pytest.mark.parametrize("lease_table", [None, "leases", "no-such-table"])
def test_without_a_record_the_scheduled_minutes_teach_nothing(
    tmp_path: Path, lease_table: str | None
) -> None:
    hour = history(tmp_path, lease_table).between(minute(START), minute(TODAY))
    assert [isnan(units) for units in hour] == [number % 5 == 0 for number in range(60)]
