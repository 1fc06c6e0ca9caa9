"""Containers of functions that say demand: auto, over the stand-in's sockets."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kickoff.aws.sessions import Aws
from kickoff.calendar import Calendar, load
from kickoff.calendar.sources.key_values import DynamoKeyValueStore
from kickoff.forecast.forecaster import DemandForecaster
from kickoff.forecast.growth import Growth, Growths
from kickoff.forecast.growth_model import GrowthModel
from kickoff.observability import make_logger
from kickoff.tick import Tick
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.cloudwatch import LambdaMetric
from simulator.faults import Fault
from simulator.server import serve
from warmer.adapters.demand import Demand
from warmer.foresight import foresee
from warmer.plan import schedule

MINUTE = timedelta(minutes=1)
KICKOFF = datetime(2026, 12, 9, 20, tzinfo=UTC)
NOW = KICKOFF + 30 * MINUTE
CALENDAR = """
version: 1
timezone: UTC
targets:
  pricing:
    function: pricing
    qualifier: live
    demand: auto
    warm: {baseline: 2, max: 30, every: 5m}
profiles:
  match: {lasts: 2h, lead: 20m, tail: 30m, demand: {pricing: {warm: 25}}}
fixtures:
  - {name: Leeds v Derby, kickoff: 2026-12-09 20:00, profile: match}
"""


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch, _identity: None) -> Iterator[Cloud]:
    """A function, and a table that keeps what was learned of it: it grows by half."""
    cloud = Cloud(Clock(NOW))
    cloud.add_function("pricing", qualifiers=("live",))
    cloud.add_table("leases", key="lease")
    with serve(cloud) as endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
        match = Growth(-30, (1.5,) * 200, kickoffs=8)
        growths = Growths(2.0, 1.0, Growth(0, (), 0), {"match": match})
        DynamoKeyValueStore(Aws(), "leases").keep(
            "forecast|pricing|warm", GrowthModel(KICKOFF, growths).dumps()
        )
        yield cloud


@pytest.fixture
def calendar(tmp_path: Path) -> Calendar:
    """One match, for which 25 containers are written."""
    (tmp_path / "config.yaml").write_text(CALENDAR)
    return load(tmp_path / "config.yaml")


def wanted(calendar: Calendar, table: str = "leases", at: datetime = NOW) -> int:
    """How many containers a tick keeps warm."""
    aws = Aws()
    foresight = DemandForecaster(DynamoKeyValueStore(aws, table))
    seen = foresee(foresight, Demand(aws), Tick(at, calendar), make_logger("warmer"))
    ((_, warming),) = schedule.wanted(seen, at)
    return warming.count


def at_once(cloud: Cloud, *newest_first: int) -> None:
    """Requests at once of the minutes that CloudWatch knows, the first two minutes old."""
    for number, peak in enumerate(newest_first, start=2):
        series = LambdaMetric("ConcurrentExecutions", "pricing", "pricing:live")
        cloud.functions.usage.note(series, peak, NOW - number * MINUTE)


def test_as_many_as_requests_at_once_are_to_become(cloud: Cloud, calendar: Calendar) -> None:
    at_once(cloud, 10, 9)
    assert wanted(calendar) == 17  # (10 + 2) x 1.5 - 2, and a fiftieth to spare


def test_never_more_than_the_maximum(cloud: Cloud, calendar: Calendar) -> None:
    at_once(cloud, 100)
    assert wanted(calendar) == 30


def test_minutes_of_pings_say_nothing_of_demand(cloud: Cloud, calendar: Calendar) -> None:
    at_once(cloud, 6, 6)
    series = LambdaMetric("ConcurrentExecutions", "pricing", "pricing:live")
    cloud.functions.usage.note(series, 25, NOW)
    cloud.clock = Clock(NOW + 2 * MINUTE)
    # Two minutes ago there was a wave; a minute before it six requests at once.
    cloud.functions.usage.note(series, 6, NOW - MINUTE)
    assert wanted(calendar, at=NOW + 2 * MINUTE) == 11


def test_without_cloudwatch_the_written_number_holds(
    cloud: Cloud, calendar: Calendar, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud.faults.next("cloudwatch.GetMetricData", Fault.DENIED, times=9)
    assert wanted(calendar) == 25
    assert "consumption_unknown" in capsys.readouterr().out


@pytest.mark.usefixtures("cloud")
def test_without_what_was_learned_the_written_number_holds(
    calendar: Calendar, capsys: pytest.CaptureFixture[str]
) -> None:
    assert wanted(calendar, table="no-such-table") == 25
    assert '"ForecastFallbacks":[1.0]' in capsys.readouterr().out
