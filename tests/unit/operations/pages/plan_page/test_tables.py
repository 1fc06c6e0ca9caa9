"""The tables of levels that the page shows without scripts."""

from pathlib import Path

from kickoff.calendar import load
from operations.pages.plan_page import page
from tests.unit.kickoff.files import utc
from tests.unit.operations.conftest import CALENDAR
from tests.unit.operations.pages.plan_page.reading import Element, Page, plan_page

_DAY = ("2026-12-05 00:00", "2026-12-06 00:00")


def _tables(read: Page) -> list[Element]:
    return [table for each in read.find("noscript") for table in each.find("table")]


def _bodies(read: Page) -> dict[str, list[list[str]]]:
    """The rows of each dimension, by its heading."""
    return {
        body.find("th")[0].text: [[cell.text for cell in row.find("td")] for row in rows[1:]]
        for table in _tables(read)
        for body in table.find("tbody")
        for rows in [body.find("tr")]
    }


def test_each_level_has_its_time_and_its_fixtures(config: Path) -> None:
    bodies = _bodies(plan_page(config, *_DAY))
    heading = "read, capacity units per second base 50 · peak 3,000 · max 4,000"
    assert bodies[heading] == [
        ["Sat 5 Dec 2026 00:00", "Sat 5 Dec 2026 12:10", "50", "baseline"],
        ["Sat 5 Dec 2026 12:10", "Sat 5 Dec 2026 14:40", "1,200", "Leeds v Derby"],
        [
            "Sat 5 Dec 2026 14:40",
            "Sat 5 Dec 2026 15:00",
            "3,000",
            "Leeds v Derby, Hull v Stoke, Luton v Bury",
        ],
        ["Sat 5 Dec 2026 15:00", "Sat 5 Dec 2026 17:30", "1,800", "Hull v Stoke, Luton v Bury"],
        ["Sat 5 Dec 2026 17:30", "Sun 6 Dec 2026 00:00", "50", "baseline"],
    ]


def test_each_target_has_a_table_with_all_its_dimensions(config: Path) -> None:
    read = plan_page(config, *_DAY)
    headings = [
        [
            heading.text.partition(",")[0]
            for body in table.find("tbody")
            for heading in body.find("th")
        ]
        for table in _tables(read)
    ]
    assert headings == [["read", "write", "by-fixture.write"], ["warm"]]
    assert [cell.text for cell in _tables(read)[1].find("thead")[0].find("th")] == [
        *("start", "end", "level", "because")
    ]


def test_the_shortest_peak_of_a_year_is_listed(config: Path) -> None:
    (read, *_) = _bodies(plan_page(config, "2026-01-01 00:00", "2027-01-01 00:00")).values()
    assert [row[2] for row in read] == ["50", "1,200", "3,000", "1,800", "50"]


def test_a_level_of_zero_is_listed(config: Path) -> None:
    config.write_text(
        "version: 1\ntargets:\n"
        "  f: {function: f, qualifier: live, warm: {baseline: 0, max: 9, every: 5m}}\n"
    )
    ((rows,)) = _bodies(plan_page(config, *_DAY)).values()
    assert rows == [["Sat 5 Dec 2026 00:00", "Sun 6 Dec 2026 00:00", "0", "baseline"]]


def test_tables_stop_after_2_000_levels_and_refer_to_the_command(config: Path) -> None:
    rule = '- {name: Hourly, cron: "30 * * * *", profile: short}\n'
    short = "  short: {lasts: 10m, lead: 0m, tail: 0m, demand: {prices: {read: 100}}}\nfixtures:\n"
    config.write_text(CALENDAR.replace("fixtures:\n", short) + f"recurring:\n{rule}")
    start, end = "2026-01-01 00:00", "2026-12-01 00:00"
    read = plan_page(config, start, end)
    levels = len(list(load(config).steps(utc(start), utc(end))))
    assert sum(len(rows) for rows in _bodies(read).values()) == 2_000
    (note, *_) = read.find("noscript")
    assert f"the first 2,000 of {levels:,} levels" in note.text
    assert "kickoff plan --format csv" in note.text


def test_a_level_names_twenty_fixtures_and_counts_the_others(config: Path) -> None:
    lines = "".join(
        f"- {{name: match {number:02}, kickoff: 2026-12-05 12:30, profile: league-match, "
        "scale: 0.02}\n"
        for number in range(25)
    )
    config.write_text(CALENDAR.partition("fixtures:")[0] + f"fixtures:\n{lines}")
    (read, *_) = _bodies(plan_page(config, *_DAY)).values()
    names = ", ".join(f"match {number:02}" for number in range(20))
    assert read[1][3] == f"{names} and 5 more"


def test_tables_keep_the_page_small(config: Path) -> None:
    targets = "".join(
        f"  t{number}: {{table: table-{number}, read: {{baseline: 1, max: 9}}}}\n"
        for number in range(3_000)
    )
    config.write_text(CALENDAR.replace("targets:\n", f"targets:\n{targets}"))
    assert len(page(load(config), utc(_DAY[0]), utc(_DAY[1]))) < 2_500_000
