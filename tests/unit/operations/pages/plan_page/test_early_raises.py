"""Raises of the page that begin before their window."""

from pathlib import Path

import pytest

from tests.unit.kickoff.files import utc
from tests.unit.operations.pages.plan_page.reading import Page, plan_page

# 40,000 reads of a table that had 50 take an hour, five of ten environments 130 s.
TEXT = """
version: 1
timezone: UTC
targets:
  prices: {table: prices, read: {baseline: 50, max: 40000}, write: {baseline: 20, max: 1000}}
  settlement: {function: settlement, qualifier: live, provisioned: {baseline: 0, max: 50}}
profiles:
  final:
    lasts: 2h
    lead: 20m
    tail: 30m
    demand: {prices: {read: 39000, write: 400}}
  quick: {lasts: 1h, lead: 1m, tail: 0m, demand: {settlement: {provisioned: 10}}}
fixtures:
- {name: Cup final, kickoff: 2026-12-05 15:00, profile: final}
- {name: Sale, kickoff: 2026-12-05 20:00, profile: quick}
"""


def early(page: Page, dimension: int) -> list[int]:
    """Start, end and level of each early raise of a dimension."""
    found: list[int] = page.data["early"][page.data["dimensions"][dimension][-1]]
    return found


def at(clock: str) -> int:
    return int(utc(f"2026-12-05 {clock}").timestamp())


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(TEXT)
    return path


def drawn(config: Path) -> Page:
    return plan_page(config, "2026-12-05 00:00", "2026-12-06 00:00")


def test_a_large_raise_begins_an_hour_before_kick_off(config: Path) -> None:
    assert early(drawn(config), 0) == [at("14:00"), at("14:40"), 39_000]


def test_writes_wait_for_the_partitions_that_the_reads_need(config: Path) -> None:
    assert early(drawn(config), 1) == [at("14:00"), at("14:40"), 400]


def test_a_raise_that_one_partition_carries_is_not_early(config: Path) -> None:
    config.write_text(TEXT.replace("read: 39000", "read: 1500"))
    assert early(drawn(config), 0) == early(drawn(config), 1) == []


def test_provisioned_concurrency_begins_before_a_window_of_a_minute(config: Path) -> None:
    page = drawn(config)
    assert early(page, 2) == [at("19:57") + 50, at("19:59"), 10]


def test_a_prewarmed_table_is_raised_in_its_window(config: Path) -> None:
    config.write_text(TEXT.replace("table: prices,", "table: prices, prewarm: true,"))
    assert early(drawn(config), 0) == []
