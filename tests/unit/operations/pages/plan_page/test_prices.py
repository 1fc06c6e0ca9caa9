"""Prices on the page of a plan."""

from datetime import UTC, datetime
from pathlib import Path

from kickoff.calendar import load
from kickoff.pricing.prices import DEFAULT_REGION, prices_of
from operations.pages.plan_page.packed_plan import MOST_VALUES, packed_plan
from operations.plan_price import plan_price
from tests.unit.kickoff.files import utc
from tests.unit.operations.conftest import CALENDAR
from tests.unit.operations.pages.plan_page.reading import Page, plan_page

PRICES = prices_of(DEFAULT_REGION)
_WEEK = ("2026-12-01 00:00", "2026-12-08 00:00")
# Read units: 50, but 1,200 for 2.5 hours, 3,000 for 20 minutes, then 1,800 for 2.5 hours.
_READS = 50 * (168 - 5 - 1 / 3) + 1_200 * 2.5 + 3_000 / 3 + 1_800 * 2.5
_WRITES = 20 * (168 - 5 - 1 / 3) + 400 * 2.5 + 1_000 / 3 + 600 * 2.5
_PLANNED = _READS * PRICES.read_unit_hour + 2 * _WRITES * PRICES.write_unit_hour
_ALWAYS = 168 * (3_000 * PRICES.read_unit_hour + 2 * 1_000 * PRICES.write_unit_hour)


def _prices(page: Page) -> dict[str, str]:
    return {
        section.find("h3")[0].text: section.find("p")[0].text
        for section in page.find("section", "target")
    }


def test_each_target_has_its_price_beside_the_price_of_its_peak_level(config: Path) -> None:
    prices = _prices(plan_page(config, *_WEEK))
    assert (
        prices["prices"]
        == f"${_PLANNED:.2f} as planned, ${_ALWAYS:.2f} at its peak level throughout"
    )
    assert prices["pricing"].startswith("7,304 pings $")
    assert "as provisioned concurrency $" in prices["pricing"]


def test_the_plan_has_the_total_its_parts_its_savings_and_its_source(config: Path) -> None:
    price = plan_price(load(config), utc(_WEEK[0]), utc(_WEEK[1]), DEFAULT_REGION)
    (shown,) = plan_page(config, *_WEEK, region=DEFAULT_REGION).find("p", "price")

    own = price.parts["kickoff itself"]
    assert shown.text.startswith(
        f"${price.total:.2f} in total · DynamoDB ${_PLANNED:.2f} · pings $"
    )
    assert f" · kickoff itself ${own:.2f} (prices of us-east-1, " in shown.text
    assert f"saves ${_ALWAYS - _PLANNED - own:.2f} " in shown.text


def test_a_page_has_the_prices_of_its_region(config: Path) -> None:
    text = CALENDAR.replace("table: prices\n", "table: prices\n    region: sa-east-1\n")
    config.write_text(text)
    (shown,) = plan_page(config, *_WEEK, region="eu-west-1").find("p", "price")

    assert f"DynamoDB ${1.5 * _PLANNED:.2f}" in shown.text
    assert "prices of eu-west-1 and sa-east-1, " in shown.text


def test_a_page_that_ends_early_has_the_price_of_the_time_that_it_shows(config: Path) -> None:
    page = plan_page(config, *_WEEK, most=40)
    end = datetime.fromtimestamp(page.data["to"], UTC)
    price = plan_price(load(config), utc(_WEEK[0]), end, None)

    assert end < utc(_WEEK[1])
    assert page.find("p", "price")[0].text.startswith(f"${price.total:.2f} in total")


def test_a_calendar_without_targets_costs_kickoff_itself(config: Path) -> None:
    config.write_text("version: 1\n")
    (shown,) = plan_page(config, *_WEEK).find("p", "price")
    assert "kickoff itself $" in shown.text
    assert "saves" not in shown.text


def test_targets_with_equal_timelines_are_priced_once(config: Path) -> None:
    tables = "".join(
        f"  t{number}: {{table: table-{number}, read: {{baseline: 5, max: 10}}}}\n"
        for number in range(20)
    )
    config.write_text(CALENDAR.replace("targets:\n", f"targets:\n{tables}"))
    prices = packed_plan(load(config), utc(_WEEK[0]), utc(_WEEK[1]), MOST_VALUES).prices
    assert len(prices) == 22
    assert len({id(price) for price in prices.values()}) == 3


def test_equal_timelines_have_the_prices_of_their_regions_and_billing_modes(config: Path) -> None:
    tables = "".join(
        f"  {name}: {{table: {name}-table, read: {{baseline: 5, max: 10}}{more}}}\n"
        for name, more in (
            *(("here", ""), ("same", "")),
            *(("there", ", region: sa-east-1"), ("asked", ", billing: on-demand")),
        )
    )
    config.write_text(CALENDAR.replace("targets:\n", f"targets:\n{tables}"))
    prices = _prices(plan_page(config, *_WEEK))

    assert prices["here"] == prices["same"]
    assert len({prices["here"], prices["there"], prices["asked"]}) == 3
