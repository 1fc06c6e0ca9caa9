"""Every kind of capacity, recognized by reading it: the handler over real sockets."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kickoff.outcome import Code
from prescaler.handler import handler
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.delays import Delays, exactly
from simulator.dynamodb.changes import OnDemandCaps
from simulator.errors import ServiceError
from simulator.faults import Fault
from tests.unit.prescaler.reached import reached

MINUTE = timedelta(minutes=1)
KICKOFF = datetime(2026, 12, 5, 15, 0, tzinfo=UTC)
OPENS = KICKOFF - timedelta(minutes=20)
CLOSES = KICKOFF + timedelta(hours=2, minutes=30)
CALENDAR = """
version: 1
timezone: Europe/London
targets:
  prices:
    table: prices
    read: {{baseline: 50, max: 90000}}
    write: {{baseline: 20, max: 2000}}
    indexes:
      by-fixture: {{write: {{baseline: 20, max: 2000}}}}
    {extra}
  settlement:
    function: settlement
    qualifier: {qualifier}
    provisioned: {{baseline: 0, max: 50}}
profiles:
  league-match:
    lasts: 2h
    lead: {lead}
    tail: 30m
    demand:
      prices: {{read: {reads}, write: 400, indexes: {{by-fixture: {{write: 400}}}}}}
      settlement: {{provisioned: 30}}
fixtures:
  - {{name: Leeds v Derby, kickoff: 2026-12-05 15:00, profile: league-match}}
"""
Write = Callable[..., None]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(
        extra: str = "", reads: int = 1200, qualifier: str = "live", lead: str = "20m"
    ) -> None:
        text = CALENDAR.format(extra=extra, reads=reads, qualifier=qualifier, lead=lead)
        (tmp_path / "config.yaml").write_text(text)

    return write


@pytest.fixture
def cloud(tmp_path: Path, write: Write) -> Iterator[Cloud]:
    cloud = Cloud(Clock(OPENS - 2 * MINUTE))
    cloud.add_table("leases", key="lease")
    cloud.add_function("settlement")
    write()
    with reached(cloud, tmp_path / "config.yaml"):
        yield cloud


def tick(cloud: Cloud, at: datetime) -> dict[str, dict[str, Any]]:
    """Run one tick of the handler; return its lines by dimension."""
    cloud.advance(at)
    report = handler({"scheduled_time": f"{at:%Y-%m-%dT%H:%M:%SZ}"}, None)
    return {line["dimension"]: line for line in report["dimensions"]}


def run(cloud: Cloud, start: datetime, minutes: int) -> dict[str, dict[str, Any]]:
    """Run one tick a minute; return the last line of each dimension."""
    told: dict[str, dict[str, Any]] = {}
    for minute in range(minutes):
        told |= tick(cloud, start + minute * MINUTE)
    return told


def operations(cloud: Cloud, name: str) -> int:
    return sum(call.operation == name for call in cloud.calls)


def provisioned_table(cloud: Cloud) -> None:
    cloud.add_table("prices", read=50, write=20, indexes={"by-fixture": (5, 20)})


def test_provisioned_concurrency_that_is_ready_early_stays_until_its_window_opens(
    cloud: Cloud, write: Write
) -> None:
    provisioned_table(cloud)
    write(lead="0m")

    told = run(cloud, KICKOFF - 5 * MINUTE, 7)

    assert told["provisioned"]["provisioned"] == 30
    assert operations(cloud, "lambda.PutProvisionedConcurrencyConfig") == 1
    assert operations(cloud, "lambda.DeleteProvisionedConcurrencyConfig") == 0


def test_a_provisioned_table_goes_up_and_down_in_one_update_each(cloud: Cloud) -> None:
    provisioned_table(cloud)

    raised = run(cloud, OPENS, 5)
    assert {
        each: raised[each]["provisioned"] for each in ("read", "write", "by-fixture.write")
    } == {
        "read": 1200,
        "write": 400,
        "by-fixture.write": 400,
    }
    assert raised["read"]["kind"] == "provisioned"
    assert cloud.capacity("prices", "by-fixture.read") == 5  # named in the same update, and kept
    assert operations(cloud, "dynamodb.UpdateTable") == 1

    run(cloud, CLOSES, 6)
    assert cloud.capacity("prices", "read") == 50
    assert cloud.capacity("prices", "by-fixture.write") == 20
    assert operations(cloud, "dynamodb.UpdateTable") == 2


def test_auto_scaling_raises_a_table_and_one_update_finishes_the_lowering(cloud: Cloud) -> None:
    provisioned_table(cloud)
    for dimension, units in (("read", 50), ("write", 20), ("by-fixture.write", 20)):
        cloud.register("prices", dimension, minimum=units, maximum=4000)

    run(cloud, OPENS, 2)
    assert operations(cloud, "dynamodb.UpdateTable") == 0
    raised = run(cloud, OPENS + 2 * MINUTE, 3)
    assert {line["outcome"] for line in raised.values()} == {"ready"}

    before = operations(cloud, "dynamodb.UpdateTable")
    run(cloud, CLOSES, 6)
    assert cloud.capacity("prices", "read") == 50
    assert cloud.capacity("prices", "write") == 20
    assert operations(cloud, "dynamodb.UpdateTable") == before + 1


def test_an_on_demand_table_that_is_warm_enough_is_ready(cloud: Cloud) -> None:
    cloud.add_on_demand_table("prices", indexes=["by-fixture"])

    told = tick(cloud, OPENS)

    assert told["read"]["outcome"] == "ready"
    assert told["read"]["kind"] == "on-demand"


def test_warming_an_on_demand_table_is_only_suggested_with_its_price(
    cloud: Cloud, write: Write
) -> None:
    write(reads=40_000)
    cloud.add_on_demand_table("prices", indexes=["by-fixture"])

    told = tick(cloud, OPENS)["read"]

    assert told["outcome"] == "on_demand"
    assert "prewarm: true" in told["message"]
    assert "$4.12" in told["message"]
    assert operations(cloud, "dynamodb.UpdateTable") == 0


def test_an_on_demand_table_with_prewarm_is_warmed_and_never_lowered(
    cloud: Cloud, write: Write
) -> None:
    write(extra="prewarm: true", reads=40_000)
    cloud.add_on_demand_table("prices", indexes=["by-fixture"])

    first = tick(cloud, OPENS)["read"]
    assert first["outcome"] == "requested"
    assert "$4.12, which cannot be lowered again" in first["message"]
    told = run(cloud, OPENS + MINUTE, 15)
    assert told["read"]["outcome"] == "ready"
    run(cloud, CLOSES, 3)
    assert operations(cloud, "dynamodb.UpdateTable") == 1


def test_a_cap_below_the_level_is_reported(cloud: Cloud, write: Write) -> None:
    write(extra="prewarm: true", reads=40_000)
    cloud.add_on_demand_table("prices", indexes=["by-fixture"], caps=OnDemandCaps(read=1000))

    told = tick(cloud, OPENS)["read"]

    assert told["outcome"] == "capped"
    assert operations(cloud, "dynamodb.UpdateTable") == 0


def test_provisioned_concurrency_of_an_alias_is_configured_and_deleted(cloud: Cloud) -> None:
    provisioned_table(cloud)

    raised = run(cloud, OPENS, 10)["provisioned"]
    assert (raised["outcome"], raised["provisioned"]) == ("ready", 30)
    run(cloud, CLOSES, 5)
    assert operations(cloud, "lambda.DeleteProvisionedConcurrencyConfig") == 1


def test_provisioned_concurrency_is_requested_early_enough_to_be_there_at_kick_off(
    tmp_path: Path, write: Write
) -> None:
    slow = Cloud(
        Clock(KICKOFF - 10 * MINUTE), delays=Delays(allocation=exactly(timedelta(seconds=127)))
    )
    slow.add_table("leases", key="lease")
    slow.add_function("settlement")
    provisioned_table(slow)
    write(lead="1m")
    with reached(slow, tmp_path / "config.yaml"):
        run(slow, KICKOFF - 10 * MINUTE, 7)
        assert operations(slow, "lambda.PutProvisionedConcurrencyConfig") == 0

        raised = run(slow, KICKOFF - 3 * MINUTE, 4)["provisioned"]

    assert (raised["outcome"], raised["provisioned"]) == ("ready", 30)


def test_requested_concurrency_is_restored_after_a_raise_with_unread_bounds(cloud: Cloud) -> None:
    provisioned_table(cloud)
    cloud.advance(OPENS)
    cloud.functions.provision("settlement", "live", 20, cloud.now)
    cloud.faults.stand(
        lambda call: call.operation == "autoscaling.DescribeScalableTargets", Fault.DENIED
    )
    raised = run(cloud, OPENS, 10)["provisioned"]
    assert (raised["outcome"], raised["provisioned"]) == ("denied", 30)

    cloud.faults.clear()
    run(cloud, CLOSES, 5)

    assert operations(cloud, "lambda.DeleteProvisionedConcurrencyConfig") == 0
    put = [each for each in cloud.calls if each.operation.startswith("lambda.PutProvisioned")]
    assert put[-1].parameters["ProvisionedConcurrentExecutions"] == 20


def test_provisioned_concurrency_without_an_alias_is_invalid(cloud: Cloud, write: Write) -> None:
    write(qualifier="$LATEST")
    provisioned_table(cloud)

    told = tick(cloud, OPENS)["provisioned"]

    assert told["outcome"] == "invalid"
    assert "qualifier" in told["message"]


@pytest.mark.parametrize(
    ("error", "message", "outcome", "remedy"),
    [
        (
            "ResourceConflictException",
            (
                "Alias can't be used for Provisioned Concurrency configuration on an already "
                "Provisioned version"
            ),
            "provisioned_twice",
            "delete one configuration",
        ),
        (
            "ResourceConflictException",
            "Version is pointed by a Provisioned Concurrency alias",
            "provisioned_twice",
            "name the configured one",
        ),
        (
            "InvalidParameterValueException",
            (
                "Specified ConcurrentExecutions for function is greater than account's unreserved "
                "concurrency [900]."
            ),
            "quota",
            "request an increase",
        ),
    ],
)
def test_provisioned_concurrency_that_only_a_person_can_allow_is_an_error_with_a_remedy(
    cloud: Cloud, error: str, message: str, outcome: str, remedy: str
) -> None:
    provisioned_table(cloud)
    cloud.faults.next("lambda.PutProvisionedConcurrencyConfig", ServiceError(error, message))

    told = tick(cloud, OPENS)["provisioned"]

    assert told["outcome"] == outcome
    assert remedy in told["message"]
    assert Code(told["outcome"]).is_error


def test_scheduled_actions_raise_and_restore_after_the_prescaler_stops_an_hour_before(
    cloud: Cloud, write: Write
) -> None:
    write(extra="arm: true")
    provisioned_table(cloud)
    for dimension, units in (("read", 50), ("write", 20), ("by-fixture.write", 20)):
        cloud.register("prices", dimension, minimum=units, maximum=4000)
    cloud.clock = Clock(KICKOFF - timedelta(hours=3))
    run(cloud, KICKOFF - timedelta(hours=2), 60)

    def advance(until: datetime) -> None:
        while cloud.now < until:
            cloud.advance(cloud.now + MINUTE)

    advance(KICKOFF)
    assert cloud.capacity("prices", "read") == 1200
    assert cloud.capacity("prices", "write") == 400
    assert cloud.capacity("prices", "by-fixture.write") == 400

    advance(CLOSES + timedelta(hours=1))
    assert {target.minimum for target in cloud.autoscaling.targets.values()} == {50, 20}

    run(cloud, CLOSES + timedelta(hours=2), 25)
    assert cloud.capacity("prices", "read") == 50
    assert [target.actions for target in cloud.autoscaling.targets.values()] == [{}, {}, {}]
