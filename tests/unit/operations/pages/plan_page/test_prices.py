"""Prices on the page of a plan."""

from pathlib import Path

from kickoff.calendar import load
from kickoff.pricing.prices import PRICES
from operations.pages.plan_page.packed_plan import MOST_VALUES, packed_plan
from tests.unit.kickoff.files import utc
from tests.unit.operations.conftest import CALENDAR
from tests.unit.operations.pages.plan_page.reading import Page, plan_page

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


def test_the_plan_has_the_sum_and_the_source_of_its_prices(config: Path) -> None:
    (total,) = plan_page(config, *_WEEK).find("p", "price")
    assert total.text.startswith(
        f"Capacity ${_PLANNED:.2f} as planned, ${_ALWAYS:.2f} at peak levels throughout · Pings $"
    )
    assert f"(prices of {PRICES.region}, " in total.text


def test_a_calendar_without_targets_has_no_price(config: Path) -> None:
    config.write_text("version: 1\n")
    (total,) = plan_page(config, *_WEEK).find("p", "price")
    assert total.text == ""


def test_targets_with_equal_timelines_are_priced_once(config: Path) -> None:
    tables = "".join(
        f"  t{number}: {{table: table-{number}, read: {{baseline: 5, max: 10}}}}\n"
        for number in range(20)
    )
    config.write_text(CALENDAR.replace("targets:\n", f"targets:\n{tables}"))
    prices = packed_plan(load(config), utc(_WEEK[0]), utc(_WEEK[1]), MOST_VALUES).prices
    assert len(prices) == 22
    assert len({id(price) for price in prices.values()}) == 3
