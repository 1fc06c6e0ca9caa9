"""The calendar, the notes and the labels of the rows."""

from pathlib import Path

from tests.unit.kickoff.files import BASE
from tests.unit.operations.conftest import CALENDAR
from tests.unit.operations.pages.plan_page.reading import Element, plan_page


def _write(config: Path, *fixtures: str) -> Path:
    lines = "".join(f"- {{{fixture}, profile: league-match}}\n" for fixture in fixtures)
    config.write_text(f"{BASE}fixtures:\n{lines}")
    return config


def _cells(config: Path, start: str, end: str) -> list[Element]:
    return plan_page(config, start, end).find("li", "day")


def test_a_day_lists_its_kickoffs_in_order(config: Path) -> None:
    friday, saturday, _ = _cells(config, "2026-12-04 00:00", "2026-12-07 00:00")
    assert "quiet" in friday.classes
    assert [item.text for item in saturday.find("li")] == [
        "12:30 Leeds v Derby",
        "15:00 Hull v Stoke",
        "15:00 Luton v Bury",
    ]


def test_a_day_is_in_the_column_of_its_weekday(config: Path) -> None:
    cells = _cells(config, "2026-12-04 00:00", "2026-12-08 00:00")
    assert [cell.classes & {f"d{n}" for n in range(1, 8)} for cell in cells] == [
        {"d5"},
        {"d6"},
        {"d7"},
        {"d1"},
    ]


def test_a_day_has_a_label_with_its_date_and_its_number_of_fixtures(config: Path) -> None:
    (cell,) = _cells(config, "2026-12-05 00:00", "2026-12-06 00:00")
    (button,) = cell.find("button")
    assert button.attributes["aria-label"] == "Saturday 5 December 2026, 3 fixtures"


def test_a_day_lists_four_fixtures_and_counts_the_others(config: Path) -> None:
    matches = (f"name: match {n:02}, kickoff: 2026-12-05 12:{n:02}, scale: 0.02" for n in range(30))
    (cell,) = _cells(_write(config, *matches), "2026-12-05 00:00", "2026-12-06 00:00")
    assert [item.text for item in cell.find("li")] == [
        "12:00 match 00",
        "12:01 match 01",
        "12:02 match 02",
        "12:03 match 03",
        "and 26 more",
    ]


def test_a_fixture_that_is_called_off_is_struck_through_with_its_status(config: Path) -> None:
    fixtures = (
        "name: Leeds v Derby, kickoff: 2026-12-05 12:30",
        "name: Hull v Stoke, kickoff: 2026-12-05 15:00, status: postponed",
    )
    (cell,) = _cells(_write(config, *fixtures), "2026-12-05 00:00", "2026-12-06 00:00")
    assert [item.text for item in cell.find("li")] == [
        "12:30 Leeds v Derby",
        "15:00 Hull v Stoke postponed",
    ]
    assert [item.text for item in cell.find("s")] == ["15:00 Hull v Stoke"]


def test_an_entry_that_a_feed_cancels_is_struck_through(config: Path) -> None:
    config.with_name("league.ics").write_text(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:Luton v Bury\nSTATUS:CANCELLED\n"
        "DTSTART:20261205T150000Z\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    config.write_text(f"{BASE}calendars: [{{ics: league.ics, profile: league-match}}]\n")
    (cell,) = _cells(config, "2026-12-05 00:00", "2026-12-06 00:00")
    assert [item.text for item in cell.find("li", "off")] == ["15:00 Luton v Bury cancelled"]


def test_a_window_across_midnight_is_marked_on_both_days(config: Path) -> None:
    late = _write(config, "name: Late, kickoff: 2026-12-05 23:00")
    cells = _cells(late, "2026-12-05 00:00", "2026-12-07 00:00")
    marks = [cell.find("path")[0].attributes["d"] for cell in cells]
    assert marks == ["M226.7 0H240.0V6H226.7Z", "M0.0 0H15.0V6H0.0Z"]
    assert [len(cell.find("li")) for cell in cells] == [1, 0]


def test_a_fixture_is_listed_on_the_day_of_its_kickoff_even_if_its_window_opens_before(
    config: Path,
) -> None:
    early = _write(config, "name: Early, kickoff: 2026-12-06 00:10")
    cells = _cells(early, "2026-12-05 00:00", "2026-12-07 00:00")
    assert [[item.text for item in cell.find("li")] for cell in cells] == [[], ["00:10 Early"]]
    assert "quiet" not in cells[0].classes


def test_a_fixture_that_kicked_off_before_the_plan_is_listed_on_its_first_day_with_a_date(
    config: Path,
) -> None:
    late = _write(config, "name: Late, kickoff: 2026-12-05 23:00")
    (cell,) = _cells(late, "2026-12-06 00:00", "2026-12-07 00:00")
    assert [item.text for item in cell.find("li")] == ["Sat 5 Dec 23:00 Late"]


def test_an_hour_that_occurs_twice_is_listed_with_its_offset(config: Path) -> None:
    night = _write(
        config,
        "name: First, kickoff: 2026-10-25 01:30, fold: 0",
        "name: Second, kickoff: 2026-10-25 01:30, fold: 1",
        "name: Day, kickoff: 2026-10-25 15:00",
    )
    (cell,) = _cells(night, "2026-10-24 23:00", "2026-10-26 00:00")
    assert [item.text for item in cell.find("li")] == [
        "01:30 BST First",
        "01:30 GMT Second",
        "15:00 Day",
    ]
    assert [note.text for note in cell.find("small")] == ["25 h"]


def test_an_empty_calendar_has_empty_days_and_no_rows(config: Path) -> None:
    config.write_text("version: 1\n")
    page = plan_page(config, "2026-12-05 00:00", "2026-12-19 00:00")
    assert len(page.find("li", "day", "quiet")) == 14
    assert page.find("div", "row") == []


def test_a_level_limited_to_its_maximum_is_noted_at_the_top(config: Path) -> None:
    text = CALENDAR.replace("max: 4000", "max: 1000")
    config.write_text(
        text.replace("    table: prices\n", "    table: prices\n    over_max: clamp\n")
    )
    (notes,) = plan_page(config, "2026-12-05 00:00", "2026-12-06 00:00").find("div", "notes")
    assert notes.text == (
        "prices.read is limited to its max of 1,000; demand is up to 2,000 higher."
    )


def test_a_row_has_a_label_with_its_baseline_peak_and_maximum(config: Path) -> None:
    rows = plan_page(config, "2026-12-05 00:00", "2026-12-06 00:00").find("div", "row")
    assert [row.find("svg")[0].attributes["aria-label"] for row in rows] == [
        "prices.read: base 50 · peak 3,000 · max 4,000",
        "prices.write: base 20 · peak 1,000 · max 2,000",
        "prices.by-fixture.write: base 20 · peak 1,000 · max 2,000",
        "pricing.warm: base 2 · peak 100 · max 200",
    ]
