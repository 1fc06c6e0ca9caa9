"""Metrics by dimension exist only while something is expected of the dimension."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.prescaler import scenario
from benchmarks.prescaler.account import build_account
from kickoff.calendar import Calendar, load
from kickoff.observability import make_logger
from prescaler.model import RecentConsumption
from prescaler.reporting import report_tick
from simulator.clock import Clock
from tests.unit.prescaler.calendars import CLOSES, KICKOFF, OPENS, READ, calendar, match
from tests.unit.prescaler.connection import Connection
from tests.unit.prescaler.world import World

MINUTE = timedelta(minutes=1)
QUIET = OPENS - timedelta(hours=6)
DERBY = calendar(match({READ: 1200}))
OF_A_DIMENSION = {"DesiredCapacity", "LiveCapacity", "UnreadyFixtures", "Drift", "DecreasesLeft"}


class Published:
    """The metrics of ticks: by dimension of a target, and of the service."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys, self._logger = capsys, make_logger("prescaler")

    def tick(self, world: World, of: Calendar, at: datetime) -> dict[str, dict[str, float]]:
        """The values published in one tick, by dimension; those of the service under ''."""
        report = world.reconcile(of, at)
        self._capsys.readouterr()
        report_tick(report, self._logger, of.digest)
        found: dict[str, dict[str, float]] = {}
        for line in map(json.loads, self._capsys.readouterr().out.splitlines()):
            for directive in line.get("_aws", {}).get("CloudWatchMetrics", ()):
                values = found.setdefault(line.get("Dimension", ""), {})
                values |= {each["Name"]: line[each["Name"]][0] for each in directive["Metrics"]}
        return found

    def audit(self, world: World, of: Calendar, start: datetime) -> dict[str, dict[str, float]]:
        """The values of a quarter of an hour, in which every dimension is audited."""
        found: dict[str, dict[str, float]] = {}
        for minute in range(15):
            for name, values in self.tick(world, of, start + minute * MINUTE).items():
                found.setdefault(name, {}).update(values)
        return found


@pytest.fixture
def published(capsys: pytest.CaptureFixture[str]) -> Published:
    return Published(capsys)


def test_a_quiet_audit_of_6000_dimensions_publishes_none_by_dimension(
    connection: Connection, published: Published, tmp_path: Path
) -> None:
    (tmp_path / "config.yaml").write_text(scenario.calendar())
    calendar_of_6000 = load(tmp_path / "config.yaml")
    assert len(calendar_of_6000.bounds) == 6000
    world = World(connection, build_account(Clock(QUIET - timedelta(days=1))))

    found = published.audit(world, calendar_of_6000, QUIET)

    assert found == {"": {"TargetErrors": 0}}


def test_a_quiet_dimension_is_logged_all_the_same(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    at = world.audit_minute(QUIET)
    report_tick(world.reconcile(DERBY, at), make_logger("prescaler"), DERBY.digest)
    logged = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    [line] = [line for line in logged if "dimension" in line]
    assert (line["target"], line["dimension"], line["outcome"]) == ("prices", "read", "ready")


def test_a_dimension_is_published_from_an_hour_before_kickoff_until_nothing_is_held(
    world: World, published: Published
) -> None:
    last: datetime | None = None
    first: datetime | None = None
    at = KICKOFF - timedelta(hours=3)
    while at < CLOSES + timedelta(hours=1):
        if "read" in published.tick(world, DERBY, at):
            first, last = first or at, at
        at += MINUTE

    assert first is not None
    assert timedelta() <= first - (KICKOFF - timedelta(hours=1)) <= 5 * MINUTE
    assert world.lease() is None
    assert last is not None
    assert CLOSES < last <= CLOSES + 15 * MINUTE


def test_a_dimension_that_is_still_busy_after_its_window_is_published_until_it_is_settled(
    world: World, published: Published
) -> None:
    world.run(DERBY, OPENS, 10)
    world.consumption = RecentConsumption(peak=1_000, throttled=0)
    busy = published.audit(world, DERBY, CLOSES)
    world.consumption = None
    published.audit(world, DERBY, CLOSES + 15 * MINUTE)
    settled = published.audit(world, DERBY, CLOSES + 30 * MINUTE)

    assert (busy["read"]["DesiredCapacity"], busy["read"]["LiveCapacity"]) == (50, 1200)
    assert "read" not in settled


def test_a_raised_dimension_publishes_all_its_metrics_every_third_minute(
    world: World, published: Published
) -> None:
    world.run(DERBY, OPENS, 10)
    found = [published.tick(world, DERBY, KICKOFF + minute * MINUTE) for minute in range(30)]
    of_it = [each["read"] for each in found if "read" in each]
    assert len(of_it) == 10
    assert {frozenset(each) for each in of_it} == {frozenset(OF_A_DIMENSION)}
    assert of_it[0] | {"DecreasesLeft": 0} == {
        "DesiredCapacity": 1200,
        "LiveCapacity": 1200,
        "UnreadyFixtures": 0,
        "Drift": 0,
        "DecreasesLeft": 0,
    }


def test_drift_is_published_by_dimension_and_counted(world: World, published: Published) -> None:
    world.somebody_sets(80)
    found = published.audit(world, DERBY, QUIET)
    assert found["read"]["Drift"] == 1
    assert published.tick(world, DERBY, world.audit_minute(QUIET + 15 * MINUTE))[""]["Drift"] == 1


def test_without_drift_no_drift_is_counted(world: World, published: Published) -> None:
    assert "Drift" not in published.audit(world, DERBY, QUIET)[""]


def test_a_fixture_that_will_be_unready_is_published_by_dimension_a_day_ahead(
    world: World, published: Published
) -> None:
    world.somebody_sets(50, maximum=600)
    found = published.audit(world, DERBY, QUIET)
    assert found["read"]["UnreadyFixtures"] == 1


def test_the_lowest_number_of_decreases_left_is_published_for_all(
    world: World, published: Published
) -> None:
    world.spend_decreases(5, QUIET)
    found = published.audit(world, DERBY, QUIET)
    assert found.keys() == {""}
    assert found[""]["DecreasesLeft"] == 15  # from 09:40 on, one an hour
