"""`kickoff prescale` and `status` of a target with `demand: auto`."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kickoff.aws.sessions import Aws
from kickoff.calendar import load
from kickoff.calendar.sources.key_values import DynamoKeyValueStore
from kickoff.forecast.growth_model import GrowthModel
from kickoff.forecast.target import ForecastTarget
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.dynamodb.throughput import UnitsServed
from simulator.server import serve
from tests.unit.kickoff.files import READ
from tests.unit.kickoff.forecast.growths import growing
from tests.unit.kickoff.forecast.seasons import FIRST, KICKOFF, forecast_target, season
from tests.unit.operations.conftest import Run

_NOW = FIRST + KICKOFF + timedelta(minutes=30)
_AT = ("--at", f"{_NOW:%Y-%m-%dT%H:%MZ}")


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    """A table with traffic, and a lease table."""
    cloud = Cloud(Clock(_NOW))
    cloud.add_table("prices", read=50, write=5)
    cloud.add_table("leases", key="lease")
    cloud.register("prices", "read", minimum=50, maximum=4000)
    for minutes in range(2, 6):
        at: datetime = _NOW - timedelta(minutes=minutes)
        cloud.metrics.note({("prices", "read"): UnitsServed(consumed=6000, throttled=0)}, at)
    with serve(cloud) as endpoint:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "x")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
        yield cloud


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A calendar with a match whose written demand is 1,000."""
    forecast_target(tmp_path)
    return tmp_path / "config.yaml"


@pytest.mark.usefixtures("cloud")
def test_the_verbs_use_learned_demand_as_the_function_does(
    run: Run, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KICKOFF_LEASE_TABLE", "leases")
    growths = growing(2.0, padding=3000)
    DynamoKeyValueStore(Aws(), "leases").keep(
        "forecast|prices|read", GrowthModel(_NOW, growths).dumps()
    )
    result = run("prescale", "--config", config, "--dry-run", *_AT)
    assert result.err == ""
    assert "250" in result.out  # (100 + 50) x 2 - 50
    assert "250" in run("status", "--config", config, *_AT).out


@pytest.mark.usefixtures("cloud")
def test_without_a_lease_table_the_written_demand_holds_and_is_reported(
    run: Run, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KICKOFF_LEASE_TABLE", raising=False)
    result = run("prescale", "--config", config, "--dry-run", *_AT)
    assert "1,000" in result.out
    assert "name one in KICKOFF_LEASE_TABLE; the written numbers hold" in result.err


@pytest.mark.usefixtures("cloud")
def test_the_plan_page_shows_the_learned_demand_of_the_stack(
    run: Run, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = ("plan", "--config", config, "--format", "html")
    monkeypatch.setenv("KICKOFF_LEASE_TABLE", "leases")
    target = ForecastTarget(load(config), READ, 60)
    text = target.archived(season(days=7)).dumps()
    DynamoKeyValueStore(Aws(), "leases").keep("recordings|prices|read", text)
    config.write_text(
        f"{config.read_text()}"
        f"- {{name: next, kickoff: {datetime.now(UTC) + timedelta(days=1):%Y-%m-%dT%H:%MZ}, "
        "profile: match}\n"
    )
    result = run(*options)
    assert (result.code, result.err) == (0, "")
    assert "prices.read, match: next" in result.out
    monkeypatch.setenv("KICKOFF_LEASE_TABLE", "no-such-table")
    away = run(*options)
    assert away.code == 0
    assert "the page is without learned demand: " in away.err
    assert "prices.read, match: next" not in away.out
