"""`kickoff status`: one line for each dimension, with the fixture and the reason."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from kickoff.aws.clients import Clients
from kickoff.aws.place import Place
from kickoff.aws.sessions import ONE_ATTEMPT, Aws
from operations.cli.main import kickoff
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.lambda_runtime import aws_environment
from simulator.server import serve
from simulator.transport import changes_wait_in
from warmer.adapters.ping_log import PingLog
from warmer.adapters.records import RecordTable
from warmer.model import FunctionRef

NOW = datetime.now(UTC).replace(second=0, microsecond=0)
KICKOFF = NOW + timedelta(minutes=45)
LONG = "by-customer-and-competition-and-date"
CALENDAR = f"""
version: 1
timezone: UTC
targets:
  prices:
    table: prices
    read: {{baseline: 50, max: 40000}}
    indexes:
      {LONG}: {{write: {{baseline: 20, max: 2000}}}}
  pricing:
    function: pricing
    qualifier: live
    warm: {{baseline: 2, max: 200, every: 5m}}
profiles:
  match: {{lasts: 2h, lead: 20m, demand: {{prices: {{read: 20000}}}}}}
  evening:
    lasts: 2h
    lead: 2h
    demand:
      prices: {{indexes: {{{LONG}: {{write: 400}}}}}}
      pricing: {{warm: 40}}
fixtures:
  - {{name: Wolverhampton Wanderers v Brighton and Hove Albion,
     kickoff: "{KICKOFF:%Y-%m-%d %H:%M}", profile: match}}
  - {{name: Cup evening, kickoff: "{KICKOFF:%Y-%m-%d %H:%M}", profile: evening}}
"""


@pytest.fixture
def cloud() -> Cloud:
    cloud = Cloud(Clock(NOW))
    cloud.add_table("prices", read=50, write=20, indexes={LONG: (5, 20)})
    cloud.add_table("leases", key="lease")
    cloud.register("prices", "read", minimum=50, maximum=40_000)
    cloud.register("prices", f"{LONG}.write", minimum=20, maximum=300)
    return cloud


@pytest.fixture
def calendar(tmp_path: Path, cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "config.yaml"
    path.write_text(CALENDAR)
    monkeypatch.setenv("COLUMNS", "80")
    with (
        serve(cloud) as url,
        changes_wait_in(lambda: cloud),
        aws_environment(AWS_ENDPOINT_URL=url, KICKOFF_LEASE_TABLE="leases"),
    ):
        yield path


def status(calendar: Path) -> list[str]:
    """The lines of the output."""
    result = CliRunner().invoke(kickoff, ["status", "--config", str(calendar)])
    assert result.exit_code == 1
    return result.output.splitlines()


def row(lines: list[str], name: str) -> str:
    return next(line for line in lines if line.startswith(name))


def test_each_dimension_is_one_line_of_at_most_80_columns(calendar: Path) -> None:
    lines = status(calendar)

    assert [line.split()[0] for line in lines[:4]] == [
        "dimension",
        "prices.read",
        "…petition-and-date.write",
        "pricing.warm",
    ]
    assert max(map(len, lines[:4])) <= 80


def test_a_slow_raise_says_that_it_begins_early_and_for_which_fixture(calendar: Path) -> None:
    lines = status(calendar)

    when = f"{KICKOFF:{'%H:%M' if KICKOFF.date() == NOW.date() else '%a %H:%M'}}"
    assert f"early: {when} Wolver" in row(lines, "prices.read")
    assert "Wolverhampton Wanderers v Brighton and Hove Albion" in row(lines, "prices.read:")
    assert "begins before the window opens" in row(lines, "prices.read:")


def test_an_error_is_in_its_row_and_its_remedy_is_below(calendar: Path) -> None:
    lines = status(calendar)

    assert "max_too_low" in row(lines, "…")
    assert "raise it, or set over_max: raise" in row(lines, f"prices.{LONG}.write:")


def test_a_pause_comes_first(calendar: Path) -> None:
    CliRunner().invoke(kickoff, ["pause", "--config", str(calendar)])

    assert status(calendar)[0].startswith("paused by ")


def test_pings_of_the_last_minutes_are_below(calendar: Path) -> None:
    assert "pricing.warm: no pings in the last 15 minutes" in status(calendar)
    log = PingLog(RecordTable(Clients(Aws(), ONE_ATTEMPT), "leases"))
    sent = datetime.now(UTC)

    log.record(FunctionRef("pricing", "live", Place()), 40, [sent])

    assert f"pricing.warm: 40 pings at {sent:%H:%M}" in status(calendar)
