"""The chains of fixtures on the page of a plan."""

from pathlib import Path

from tests.unit.operations.pages.plan_page.reading import Page, plan_page

_DAYS = ("2026-12-05 00:00", "2026-12-12 00:00")
_CALENDAR = """
version: 1
targets:
  bets: {stream: bets, shards: {baseline: 4, max: 500}}
  web: {ecs: prod/web, tasks: {baseline: 4, max: 60}}
profiles:
  final: {lasts: 2h, demand: {bets: {shards: 16}, web: {tasks: 30}}}
  small: {lasts: 2h, demand: {web: {tasks: 8}}}
fixtures:
  - {name: Final, kickoff: 2026-12-05 15:00, profile: final}
  - {name: Friendly, kickoff: 2026-12-06 15:00, profile: small}
"""


def _rows(page: Page) -> list[str]:
    return [row.text for chains in page.find("ul", "chains") for row in chains.find("li")]


def test_a_fixture_has_a_row_with_its_links_and_the_slowest_one(config: Path) -> None:
    config.write_text(_CALENDAR)
    assert _rows(plan_page(config, *_DAYS)) == [
        "Final Sat 5 Dec 2026 15:00: bets.shards 16, web.tasks 30; slowest link bets.shards, 20 min"
    ]


def test_a_service_is_named_with_its_kind(config: Path) -> None:
    config.write_text(_CALENDAR)
    page = plan_page(config, *_DAYS)
    labels = [header.find("small")[0].text for header in page.find("header")[1:]]
    assert labels == ["stream bets", "ecs prod/web"]
    prices = [header.find("p")[0].text for header in page.find("header")[1:]]
    assert "as planned" in prices[0]
    assert prices[1] == "its price is not known: it depends on the size of a task"
