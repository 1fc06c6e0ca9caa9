"""`kickoff plan --live`: the billing modes of the account, in place of the calendar's."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from operations.cli.main import kickoff
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.faults import Fault
from simulator.lambda_runtime import aws_environment
from simulator.server import serve

CALENDAR = """\
version: 1
timezone: UTC
targets:
  prices: {table: prices, read: {baseline: 50, max: 4000}}
  bets: {table: bets, read: {baseline: 50, max: 4000}, billing: on-demand}
profiles:
  match: {lasts: 2h, lead: 20m, demand: {prices: {read: 1200}, bets: {read: 1200}}}
fixtures:
  - {name: Leeds v Derby, kickoff: 2026-12-05 12:30, profile: match}
"""
DAY = ("--from", "2026-12-05", "--to", "2026-12-06")


class Account:
    """A simulated account, and a person's command against it."""

    def __init__(self, cloud: Cloud, path: Path) -> None:
        self.cloud = cloud
        self._path = path

    def plan(self, *arguments: str) -> Result:
        return CliRunner().invoke(kickoff, ["plan", "--config", str(self._path), *DAY, *arguments])


@pytest.fixture
def account(tmp_path: Path) -> Iterator[Account]:
    cloud = Cloud(Clock(datetime(2026, 12, 1, tzinfo=UTC)))
    cloud.add_on_demand_table("prices")
    cloud.add_table("bets", read=50, write=20)
    path = tmp_path / "config.yaml"
    path.write_text(CALENDAR)
    with serve(cloud) as url, aws_environment(AWS_ENDPOINT_URL=url):
        yield Account(cloud, path)


def test_a_table_has_the_price_of_its_live_billing_mode(account: Account) -> None:
    found = account.plan("--live")

    assert found.exit_code == 0, found.output
    prices, bets = found.stdout.split("bets  ")
    assert "for on-demand requests, if requests use 50% of each level" in " ".join(prices.split())
    assert "as planned" in bets
    assert "note: prices is on-demand: write billing: on-demand in the calendar" in found.stderr
    assert "note: bets is provisioned: write billing: provisioned in the calendar" in found.stderr


def test_at_the_desk_the_calendar_says_it_and_nothing_is_asked(account: Account) -> None:
    found = account.plan()

    assert not account.cloud.calls
    prices, bets = found.stdout.split("bets  ")
    assert "as planned" in prices
    assert "for on-demand requests" in bets
    assert found.stderr == ""


def test_a_table_that_cannot_be_read_keeps_the_mode_of_the_calendar(account: Account) -> None:
    account.cloud.faults.stand(lambda call: call.operation.startswith("dynamodb"), Fault.DENIED)
    found = account.plan("--live")

    assert found.exit_code == 0, found.output
    assert "note: prices: " in found.stderr
    assert "priced as provisioned, as in the calendar" in found.stderr
