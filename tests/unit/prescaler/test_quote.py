"""The price of a plan, and its leads."""

from datetime import timedelta

import pytest

from kickoff.calendar import Billing, FunctionTarget, StreamTarget, TableTarget
from kickoff.pricing.prices import TYPICAL_USE
from kickoff.timeline import Key, Level, Step
from prescaler.resources.quote import early, quote, unit_hour, warm_throughput
from tests.unit.prescaler.calendars import OPENS, READ, WRITE, prices

TABLE = TableTarget.model_validate(prices(read={"baseline": 50, "max": 90_000}))
HOUR = timedelta(hours=1)


def steps(key: Key, *levels: int) -> list[Step]:
    """Steps of one hour each."""
    return [
        Step(key, OPENS + number * HOUR, OPENS + (number + 1) * HOUR, Level(level))
        for number, level in enumerate(levels)
    ]


def test_a_plan_is_priced_beside_its_highest_minimum_kept_throughout() -> None:
    found = quote(steps(READ, 100, 1000, 100), TABLE)

    assert found is not None
    assert found.planned == pytest.approx(1200 * 0.00013)
    assert found.always == pytest.approx(3000 * 0.00013)


def test_a_plan_is_priced_in_the_region_of_its_target() -> None:
    found = quote(steps(READ, 1000), TABLE.model_copy(update={"region": "eu-west-1"}))

    assert found is not None
    assert found.planned == pytest.approx(1000 * 0.000147)


@pytest.mark.parametrize(("region", "dollars"), [("us-east-1", 0.015), ("eu-west-1", 0.017)])
def test_a_shard_has_the_price_of_its_region(region: str, dollars: float) -> None:
    stream = StreamTarget.model_validate(
        {"stream": "bets", "region": region, "shards": {"baseline": 1, "max": 9}}
    )
    assert unit_hour("shards", stream) == pytest.approx(dollars)


def test_a_table_could_be_billed_by_request() -> None:
    table = TABLE.model_copy(update={"write": TABLE.read})
    found = quote([*steps(READ, 100), *steps(WRITE, 10)], table)

    assert found is not None
    assert found.requests == pytest.approx(3600 * (100 * 0.125e-6 + 10 * 0.625e-6))


def test_an_on_demand_table_is_billed_by_request_at_any_level() -> None:
    table = TABLE.model_copy(update={"billing": Billing.ON_DEMAND})
    found = quote(steps(READ, 100, 1000, 100), table)

    assert found is not None
    assert found.planned == found.always == pytest.approx(1200 * 3600 * 0.125e-6 * TYPICAL_USE)
    assert found.requests is None
    assert unit_hour("read", table) == pytest.approx(3600 * 0.125e-6 * TYPICAL_USE)
    assert unit_hour("read", TABLE) == pytest.approx(0.00013)


def test_provisioned_concurrency_is_priced_by_memory() -> None:
    target = FunctionTarget.model_validate(
        {
            "function": "f",
            "qualifier": "live",
            "memory": 512,
            "provisioned": {"baseline": 0, "max": 9},
        }
    )
    found = quote(steps(Key("f", "provisioned"), 0, 8), target)

    assert found is not None
    assert found.planned == pytest.approx(8 * 0.5 * 3600 * 0.0000041667)


def test_warm_containers_are_not_priced_here() -> None:
    target = FunctionTarget.model_validate(
        {"function": "f", "warm": {"baseline": 0, "max": 9, "every": "5m"}}
    )
    assert quote(steps(Key("f", "warm"), 8), target) is None


@pytest.mark.parametrize(
    ("level", "minutes"), [(3000, None), (3001, 15), (6000, 15), (12_000, 30), (12_001, 60)]
)
def test_the_lead_grows_with_the_raise(level: int, minutes: int | None) -> None:
    found = early(steps(READ, 50, level), TABLE)

    assert found == ({} if minutes is None else {"read": timedelta(minutes=minutes)})


@pytest.mark.parametrize(
    ("reads", "writes", "minutes"), [(1500, 500, None), (3000, 1000, 15), (6000, 2000, 30)]
)
def test_the_lead_counts_reads_and_writes_together(
    reads: int, writes: int, minutes: int | None
) -> None:
    both = [*steps(READ, 50, reads), *steps(WRITE, 20, writes)]
    table = TableTarget.model_validate(
        prices(read={"baseline": 50, "max": 90_000}, write={"baseline": 20, "max": 90_000})
    )
    lead = timedelta(minutes=minutes or 0)

    assert early(both, table) == ({} if minutes is None else {"read": lead, "write": lead})


def test_the_price_of_warm_throughput_is_that_of_the_highest_level() -> None:
    table = TableTarget.model_validate(prices(read={"baseline": 50, "max": 90_000}, prewarm=True))

    assert warm_throughput(steps(READ, 50, 9000, 4000), table) == pytest.approx(8950 * 0.00013)
    assert warm_throughput(steps(READ, 50, 3000), table) == 0
    assert warm_throughput(steps(READ, 50, 9000), TABLE) == 0


def test_provisioned_concurrency_has_a_lead_of_130_seconds() -> None:
    target = FunctionTarget.model_validate(
        {"function": "f", "qualifier": "live", "provisioned": {"baseline": 0, "max": 9}}
    )
    found = early(steps(Key("f", "provisioned"), 0, 8), target)
    assert found == {"provisioned": timedelta(seconds=130)}
