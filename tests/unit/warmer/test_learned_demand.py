"""Learned levels of functions with `demand: auto`, against the simulator."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kickoff.aws.clients import Clients
from kickoff.aws.place import Place
from kickoff.aws.sessions import ONE_ATTEMPT, Aws
from kickoff.calendar import Calendar, load
from kickoff.calendar.sources.key_values import DynamoKeyValueStore
from kickoff.forecast.forecaster import DemandForecaster
from kickoff.forecast.growth_model import GrowthModel
from kickoff.observability import make_logger
from kickoff.tick import Tick
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.cloudwatch import LambdaMetric
from simulator.faults import Fault
from simulator.server import serve
from tests.unit.kickoff.forecast.growths import growing
from warmer.adapters.ping_log import PingLog
from warmer.adapters.records import RecordTable
from warmer.learned_demand import LearnedDemand, with_learned_demand
from warmer.model import FunctionRef
from warmer.plan import schedule

MINUTE = timedelta(minutes=1)
PRICING = FunctionRef("pricing", "live", Place())
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
    """A function, and a table with its learned growth: by half."""
    cloud = Cloud(Clock(NOW))
    cloud.add_function("pricing", qualifiers=("live",))
    cloud.add_table("leases", key="lease")
    with serve(cloud) as endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
        growths = growing(1.5, padding=2.0)
        DynamoKeyValueStore(Aws(), "leases").keep(
            "forecast|pricing|warm", GrowthModel(KICKOFF, growths).dumps()
        )
        yield cloud


@pytest.fixture
def calendar(tmp_path: Path) -> Calendar:
    """A calendar with one match and a written level of 25 containers."""
    (tmp_path / "config.yaml").write_text(CALENDAR)
    return load(tmp_path / "config.yaml")


def level(calendar: Calendar, table: str = "leases", at: datetime = NOW) -> int:
    """Return the level of a tick."""
    aws = Aws()
    forecaster = DemandForecaster(DynamoKeyValueStore(aws, table))
    learned = LearnedDemand(
        forecaster, Clients(aws), PingLog(RecordTable(Clients(aws, ONE_ATTEMPT), table))
    )
    seen = with_learned_demand(learned, Tick(at, calendar), make_logger("warmer"))
    ((_, warming),) = schedule.desired(seen, at)
    return warming.count


def concurrent(cloud: Cloud, *newest_first: int) -> None:
    """Publish the concurrent requests of some minutes; the newest is two minutes old."""
    for number, peak in enumerate(newest_first, start=2):
        series = LambdaMetric("ConcurrentExecutions", "pricing", "pricing:live")
        cloud.functions.usage.note(series, peak, NOW - number * MINUTE)


def test_the_level_is_the_expected_concurrency(cloud: Cloud, calendar: Calendar) -> None:
    concurrent(cloud, 10, 9)
    assert level(calendar) == 16  # (10 + 2) x 1.5 - 2


def test_the_level_is_at_most_the_maximum(cloud: Cloud, calendar: Calendar) -> None:
    concurrent(cloud, 100)
    assert level(calendar) == 30


def record(*minutes: datetime) -> None:
    """Record pings in some minutes of the day."""
    log = PingLog(RecordTable(Clients(Aws(), ONE_ATTEMPT), "leases"))
    log.record(PRICING, 25, [KICKOFF.replace(hour=0), *minutes])


def test_minutes_in_which_pings_ran_are_no_demand(cloud: Cloud, calendar: Calendar) -> None:
    """The pings of a tick left a minute late, with those of a laptop two minutes before."""
    concurrent(cloud, 25, 6, 25, 6)
    record(NOW - 2 * MINUTE, NOW - 4 * MINUTE)
    assert level(calendar) == 10


def test_the_minute_of_a_tick_that_never_ran_is_demand(cloud: Cloud, calendar: Calendar) -> None:
    concurrent(cloud, 6)
    cloud.functions.usage.note(
        LambdaMetric("ConcurrentExecutions", "pricing", "pricing:live"), 10, NOW
    )
    cloud.clock = Clock(NOW + 2 * MINUTE)
    record()
    assert level(calendar, at=NOW + 2 * MINUTE) == 16


def test_minutes_before_the_first_record_count_by_the_schedule(
    cloud: Cloud, calendar: Calendar
) -> None:
    concurrent(cloud, 6, 6, 6, 25, 6)
    PingLog(RecordTable(Clients(Aws(), ONE_ATTEMPT), "leases")).record(PRICING, 25, [NOW - MINUTE])
    assert level(calendar) == 10


def test_without_an_answer_of_the_record_the_schedule_counts(
    cloud: Cloud, calendar: Calendar
) -> None:
    concurrent(cloud, 6, 6, 6, 25, 6)
    record()
    cloud.faults.stand(lambda call: call.operation == "dynamodb.BatchGetItem", Fault.DENIED)
    assert level(calendar) == 10


def test_by_the_schedule_minutes_with_pings_are_no_demand(cloud: Cloud, calendar: Calendar) -> None:
    concurrent(cloud, 6, 6)
    series = LambdaMetric("ConcurrentExecutions", "pricing", "pricing:live")
    cloud.functions.usage.note(series, 25, NOW)
    cloud.clock = Clock(NOW + 2 * MINUTE)
    # Two minutes ago there was a wave, and a minute before it six concurrent requests.
    cloud.functions.usage.note(series, 6, NOW - MINUTE)
    assert level(calendar, at=NOW + 2 * MINUTE) == 10


def test_without_cloudwatch_the_written_level_holds(
    cloud: Cloud, calendar: Calendar, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud.faults.next("cloudwatch.GetMetricData", Fault.DENIED, times=9)
    assert level(calendar) == 25
    assert "consumption_unknown" in capsys.readouterr().out


@pytest.mark.usefixtures("cloud")
def test_without_a_learned_growth_the_written_level_holds(
    calendar: Calendar, capsys: pytest.CaptureFixture[str]
) -> None:
    assert level(calendar, table="no-such-table") == 25
    assert '"ForecastFallbacks":[1.0]' in capsys.readouterr().out
