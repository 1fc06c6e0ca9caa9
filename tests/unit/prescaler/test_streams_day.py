"""A fixture day of data streams: the handler, real boto3 and real sockets."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kickoff.aws.clients import Clients
from kickoff.aws.sessions import Aws
from kickoff.calendar import load
from prescaler.adapters.lease_table import LeaseTable
from prescaler.reconcile.prescaler import Prescaler
from prescaler.resources.scaling import ResourceScaling
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.faults import Fault
from tests.unit.prescaler.reached import reached, run, tick

MINUTE = timedelta(minutes=1)
KICKOFF = datetime(2026, 12, 5, 15, 0, tzinfo=UTC)
CLOSES = KICKOFF + timedelta(hours=2, minutes=30)
REPLAY = KICKOFF + timedelta(hours=6)
CALENDAR = """
version: 1
targets:
  bets: {stream: bets, shards: {baseline: 4, max: 500}}
  clicks: {stream: clicks, warm_throughput: {baseline: 10, max: 1000}}
profiles:
  final:
    lasts: 2h
    lead: 10m
    tail: 30m
    demand:
      bets: {shards: 20}
      clicks: {warm_throughput: 200}
fixtures:
  - {name: Final, kickoff: 2026-12-05 15:00, profile: final}
"""


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[Cloud]:
    cloud = Cloud(Clock(KICKOFF - 40 * MINUTE))
    cloud.add_table("leases", key="lease")
    cloud.add_stream("bets", shards=4)
    cloud.add_stream("clicks", on_demand=True, warm=10)
    (tmp_path / "config.yaml").write_text(CALENDAR)
    with reached(cloud, tmp_path / "config.yaml"):
        yield cloud


@pytest.fixture
def _replay(cloud: Cloud, tmp_path: Path) -> None:
    """A second final, six hours after the first."""
    assert cloud.streams
    more = "\n  - {name: Replay, kickoff: 2026-12-05 21:00, profile: final}\n"
    (tmp_path / "config.yaml").write_text(CALENDAR.rstrip() + more)


def requested(cloud: Cloud, operation: str, parameter: str) -> list[int]:
    """The values that calls of an operation requested, in order."""
    calls = (call for call in cloud.calls if call.operation == f"kinesis.{operation}")
    return [call.parameters[parameter] for call in calls]


def shards(cloud: Cloud) -> list[int]:
    return requested(cloud, "UpdateShardCount", "TargetShardCount")


def write(cloud: Cloud, name: str, value: float, end: datetime) -> None:
    """Publish a metric of `bets` for the seven minutes before an instant."""
    for minute in range(1, 8):
        cloud.published.note(name, {"StreamName": "bets"}, value, end - minute * MINUTE)


def test_shards_double_until_the_level_and_halve_to_what_was_found(
    cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    run(cloud, KICKOFF - 40 * MINUTE, KICKOFF)
    assert shards(cloud) == [8, 16, 20]
    assert cloud.streams["bets"].open_shards(cloud.now) == 20

    run(cloud, CLOSES, CLOSES + 30 * MINUTE)
    assert shards(cloud) == [8, 16, 20, 10, 5, 4]
    assert cloud.streams["bets"].open_shards(cloud.now) == 4
    items, _ = cloud.items("leases").scan(None, None)
    assert [each["lease"]["S"] for each in items if each.get("standing", {}).get("BOOL")] == []

    published = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    margins = {each["Target"]: each["ReadyMargin"] for each in published if "ReadyMargin" in each}
    assert margins.keys() == {"bets", "clicks"}
    assert all(margin > 5 for (margin,) in margins.values())
    assert {each["TargetErrors"][0] for each in published if "TargetErrors" in each} == {0}
    assert {each["Drift"][0] for each in published if "Drift" in each} == {0}


def test_the_raise_begins_as_early_as_its_doublings_need(cloud: Cloud) -> None:
    run(cloud, KICKOFF - 40 * MINUTE, KICKOFF - 30 * MINUTE)
    assert shards(cloud) == []
    run(cloud, KICKOFF - 30 * MINUTE, KICKOFF - 25 * MINUTE)
    assert shards(cloud) == [8]


def test_warm_throughput_is_raised_and_lowered(cloud: Cloud) -> None:
    run(cloud, KICKOFF - 20 * MINUTE, KICKOFF)
    assert cloud.streams["clicks"].warmth(cloud.now) == (200, 200)

    run(cloud, CLOSES, CLOSES + 10 * MINUTE)
    asked = requested(cloud, "UpdateStreamWarmThroughput", "WarmThroughputMiBps")
    assert asked == [200, 10]
    assert cloud.streams["clicks"].warmth(cloud.now) == (10, 10)


def test_warm_throughput_is_not_ready_until_the_stream_has_it(cloud: Cloud) -> None:
    lines = run(cloud, KICKOFF - 20 * MINUTE, KICKOFF)
    seen = [line["clicks.warm_throughput"] for line in lines if "clicks.warm_throughput" in line]
    begun = next(number for number, each in enumerate(seen) if each["action"] == "raise")

    on_its_way = [(each["outcome"], each["provisioned"]) for each in seen[begun : begun + 3]]
    assert on_its_way == [("requested", 10)] * 3
    assert ("ready", 200) in [(each["outcome"], each["provisioned"]) for each in seen[begun:]]


@pytest.mark.usefixtures("_replay")
def test_a_change_that_aws_refuses_is_reported_as_a_quota(cloud: Cloud) -> None:
    run(cloud, KICKOFF - 40 * MINUTE, KICKOFF)
    bets = cloud.streams["bets"]
    bets.changes += [KICKOFF] * 4  # somebody else's, which no call shows
    run(cloud, CLOSES, CLOSES + 30 * MINUTE)
    assert shards(cloud) == [8, 16, 20, 10, 5]

    run(cloud, REPLAY - 40 * MINUTE, REPLAY)

    assert bets.open_shards(cloud.now) == 10  # the tenth change of the day
    assert tick(cloud, REPLAY)["bets.shards"]["outcome"] == "quota"


@pytest.mark.usefixtures("_replay")
def test_a_lowering_leaves_three_changes_of_a_day_to_raises(cloud: Cloud) -> None:
    run(cloud, KICKOFF - 40 * MINUTE, KICKOFF)
    run(cloud, CLOSES, CLOSES + 30 * MINUTE)
    run(cloud, REPLAY - 40 * MINUTE, REPLAY)
    assert shards(cloud) == [8, 16, 20, 10, 5, 10, 20]

    over = REPLAY + timedelta(hours=2, minutes=30)
    line = run(cloud, over, over + 3 * MINUTE)[-1]["bets.shards"]

    assert (line["action"], line["outcome"]) == ("wait", "budget_spent")
    assert "7 changes of shards in 24 hours, the next is allowed at 14:3" in line["message"]
    assert len(shards(cloud)) == 7


def test_many_small_records_keep_the_shards(cloud: Cloud) -> None:
    run(cloud, KICKOFF - 40 * MINUTE, KICKOFF)
    write(cloud, "IncomingBytes", 60 * 2**20, CLOSES)  # one shard by size
    write(cloud, "IncomingRecords", 60 * 9_000, CLOSES)  # nine by number

    line = tick(cloud, CLOSES)["bets.shards"]

    assert (line["action"], line["outcome"]) == ("wait", "waiting")
    assert "9 were in use" in line["message"]


def test_refused_records_keep_the_shards(cloud: Cloud) -> None:
    run(cloud, KICKOFF - 40 * MINUTE, KICKOFF)
    write(cloud, "WriteProvisionedThroughputExceeded", 5, CLOSES)

    assert tick(cloud, CLOSES)["bets.shards"]["outcome"] == "waiting"


def test_shards_that_somebody_else_set_are_reported_and_left(cloud: Cloud) -> None:
    run(cloud, KICKOFF - 40 * MINUTE, KICKOFF)
    cloud.streams["bets"].update_shards(30, 1000, KICKOFF)
    line = run(cloud, KICKOFF, KICKOFF + 8 * MINUTE)

    seen = [each["bets.shards"]["outcome"] for each in line if "bets.shards" in each]
    assert seen[-1] == "drift"
    run(cloud, CLOSES, CLOSES + 5 * MINUTE)
    assert cloud.streams["bets"].open_shards(cloud.now) == 30


def test_a_stream_of_the_other_mode_is_named(cloud: Cloud) -> None:
    cloud.add_stream("bets", on_demand=True)
    cloud.add_stream("clicks", shards=2)

    lines = tick(cloud, KICKOFF - 10 * MINUTE)

    assert "use warm_throughput" in lines["bets.shards"]["message"]
    assert "use shards" in lines["clicks.warm_throughput"]["message"]


def test_an_account_without_the_commitment_has_no_warm_throughput(cloud: Cloud) -> None:
    cloud.add_stream("clicks", on_demand=True)

    line = tick(cloud, KICKOFF - 10 * MINUTE)["clicks.warm_throughput"]

    assert line["outcome"] == "invalid"
    assert "MinimumThroughputBillingCommitment" in line["message"]


def test_a_lost_answer_of_a_doubling_does_no_harm(cloud: Cloud) -> None:
    cloud.faults.next("kinesis.UpdateShardCount", Fault.FAILED_AFTER)

    run(cloud, KICKOFF - 40 * MINUTE, KICKOFF)

    assert cloud.streams["bets"].open_shards(cloud.now) == 20


def test_the_status_counts_the_changes_that_are_left(cloud: Cloud, tmp_path: Path) -> None:
    run(cloud, KICKOFF - 40 * MINUTE, KICKOFF)
    clients = Clients(Aws())
    prescaler = Prescaler(ResourceScaling(clients), LeaseTable(clients, "leases"))

    rows = prescaler.status(load(tmp_path / "config.yaml"), KICKOFF).rows

    left = {row.target: (row.decreases_left, row.left_as) for row in rows}
    assert left["bets"] == (7, "changes of shards left in 24 hours")
    assert left["clicks"][0] is None
