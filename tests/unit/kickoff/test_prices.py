"""The price list: regions, and those that it lacks."""

import csv
from dataclasses import fields
from datetime import timedelta
from importlib.resources import files

import pytest

from kickoff.pricing import prices
from kickoff.pricing.prices import DEFAULT_REGION, Prices, prices_of

HOUR = timedelta(hours=1)
PARTS = [each.name for each in fields(Prices) if each.name != "region"]
LISTED = [
    row["region"]
    for row in csv.DictReader(
        files(prices.__package__ or "").joinpath("price_list.csv").read_text().splitlines()
    )
]


def test_a_region_has_its_own_prices() -> None:
    ireland, virginia = prices_of("eu-west-1"), prices_of("us-east-1")

    assert (ireland.region, ireland.read_unit_hour, ireland.log_gb) == ("eu-west-1", 0.000147, 0.57)
    assert (virginia.read_unit_hour, virginia.log_gb) == (0.00013, 0.50)


@pytest.mark.parametrize("region", [None, "cn-north-1"])
def test_a_region_that_is_not_known_has_those_of_another_one_and_its_name(
    region: str | None,
) -> None:
    assert prices_of(region).region == DEFAULT_REGION


@pytest.mark.parametrize("region", LISTED)
def test_no_price_of_a_region_is_far_from_the_default_regions(region: str) -> None:
    """A wrong digit in the list would be."""
    here, there = prices_of(region), prices_of(DEFAULT_REGION)

    ratios = {name: getattr(here, name) / getattr(there, name) for name in PARTS}

    assert here.region == region
    assert {name: ratio for name, ratio in ratios.items() if not 0.85 < ratio < 2.05} == {}


def test_a_request_a_second_costs_more_than_a_unit_that_serves_it() -> None:
    virginia = prices_of("us-east-1")

    assert virginia.requests_cost("by-fixture.read", HOUR) == pytest.approx(0.125e-6 * 3600)
    assert virginia.requests_cost("write", HOUR) == pytest.approx(0.625e-6 * 3600)
    for dimension in ("read", "write"):
        ratio = virginia.requests_cost(dimension, HOUR) / virginia.capacity_cost(dimension, HOUR)
        assert ratio == pytest.approx(3.46, abs=0.01)
