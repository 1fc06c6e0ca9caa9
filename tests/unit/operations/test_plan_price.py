"""The price of a plan with kickoff itself, beside that of the same levels without kickoff."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kickoff.calendar import Calendar, load
from kickoff.pricing.prices import prices_of
from operations.pages.prices import price_source, savings
from operations.plan_price import OWN, PINGS, PlanPrice, plan_price
from tests.unit.kickoff.files import utc
from tests.unit.operations.conftest import CALENDAR

START = utc("2026-12-01 00:00")
WEEK = timedelta(days=7)
ON_DEMAND = CALENDAR.replace("table: prices\n", "table: prices\n    billing: on-demand\n")
ALIAS = (
    "  settlement:\n    {function: settlement, qualifier: live, memory: 1024, region: us-east-1,\n"
    "     provisioned: {baseline: 2, max: 9}}\n"
)


def priced(config: Path, text: str = CALENDAR, region: str | None = "eu-west-1") -> PlanPrice:
    config.write_text(text)
    return plan_price(load(config), START, START + WEEK, region)


def unit_hours(calendar: Calendar, half: str) -> float:
    """Level times hours, of reads or writes of tables and indexes."""
    return sum(
        step.level.value * ((step.end - step.start) / timedelta(hours=1))
        for step in calendar.steps(START, START + WEEK)
        if step.key.dimension.endswith(half)
    )


def test_the_total_is_the_sum_of_capacity_pings_and_kickoff_in_the_regions_prices(
    config: Path,
) -> None:
    price, ireland = priced(config), prices_of("eu-west-1")
    reads, writes = (unit_hours(load(config), half) for half in ("read", "write"))

    assert list(price.parts) == ["DynamoDB", PINGS, OWN]
    assert price.parts["DynamoDB"] == pytest.approx(
        reads * ireland.read_unit_hour + writes * ireland.write_unit_hour
    )
    assert price.total == pytest.approx(sum(price.parts.values()))
    assert price.pings == 7_304
    assert priced(config, region="us-east-1").total < price.total


def test_provisioned_concurrency_is_a_part_in_the_prices_of_its_own_region(config: Path) -> None:
    price = priced(config, CALENDAR.replace("targets:\n", f"targets:\n{ALIAS}"))

    hours = 2 * 7 * 24
    assert price.parts["provisioned concurrency"] == pytest.approx(hours * 3600 * 0.0000041667)
    assert price.regions == {"eu-west-1", "us-east-1"}
    assert price_source(price.regions).startswith("prices of eu-west-1 and us-east-1, ")


def test_an_on_demand_table_costs_its_requests_planned_or_not(config: Path) -> None:
    price, ireland = priced(config, ON_DEMAND), prices_of("eu-west-1")
    reads, writes = (unit_hours(load(config), half) for half in ("read", "write"))
    requests = 0.5 * 3600 * (reads * ireland.read_request + writes * ireland.write_request)

    assert price.parts["DynamoDB"] == pytest.approx(requests)
    assert price.always == pytest.approx(requests)
    assert price.requests == 0
    assert price.on_demand == pytest.approx(requests)
    assert [text.split(" against ")[0].split(" more than ")[0] for text in savings(price)] == [
        f"costs ${price.parts[OWN]:.2f}"
    ]


def test_a_plan_saves_what_the_highest_levels_cost_less_the_plan_and_kickoff(
    config: Path,
) -> None:
    price = priced(config)
    (always, on_demand) = savings(price)

    saved = price.always - price.parts["DynamoDB"] - price.parts[OWN]
    assert f"saves ${saved:.2f} ({saved / price.always:.0%}) against each highest" in always
    assert f"(${price.on_demand:.2f}), if requests use 50% of each level" in on_demand


def test_at_the_break_even_on_demand_costs_as_much_as_the_plan(config: Path) -> None:
    price = priced(config, CALENDAR.replace("targets:\n", f"targets:\n{ALIAS}"))

    assert 0 < price.break_even < 1
    used = price.fixed + price.requests * price.break_even
    assert used == pytest.approx(price.without_pings)
    assert price.fixed == pytest.approx(price.parts["provisioned concurrency"])


def test_a_plan_that_costs_more_than_it_saves_says_so(config: Path) -> None:
    flat = CALENDAR.replace("fixtures:\n", "fixtures: []\n").partition("fixtures: []\n")
    price = priced(config, flat[0] + flat[1])
    always, _ = savings(price)

    assert always == (
        f"costs ${price.parts[OWN]:.2f} more than each highest level kept always "
        f"(${price.always:.2f})"
    )


def test_without_targets_only_kickoff_costs(config: Path) -> None:
    price = priced(config, "version: 1\n")

    assert list(price.parts) == [OWN]
    assert list(savings(price)) == []


def test_prices_of_another_region_are_said_to_be_those(config: Path) -> None:
    unlisted = priced(config, region="cn-north-1")
    unknown = priced(config, region=None)

    assert unlisted.total == unknown.total == priced(config, region="us-east-1").total
    assert "; the list lacks cn-north-1: those of us-east-1" in price_source(unlisted.regions)
    assert price_source(unknown.regions).endswith("; no region is set")
    assert "lacks" not in price_source(replace(unknown, regions=frozenset({"us-east-1"})).regions)
