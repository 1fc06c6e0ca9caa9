"""Dates, times and zones of a list."""

from zoneinfo import ZoneInfo

import pytest

from operations.imports.cells import parse_instant
from operations.imports.dates import date_order
from operations.imports.model import CellError, DateOrder, FixtureListError

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["05.06.26", "07.08.26"], DateOrder.DAY_FIRST),  # dots
        (["5.6.2026"], DateOrder.DAY_FIRST),
        (["05.26.2026"], DateOrder.MONTH_FIRST),
        (["05/06/26", "05/26/26"], DateOrder.MONTH_FIRST),
        (["26-12-05", "26-12-26"], DateOrder.YEAR_FIRST),
        (["05-12-26", "26-12-26"], DateOrder.DAY_FIRST),
        (["99-12-31"], DateOrder.YEAR_FIRST),
        (["05/06/26", "26/06/26", "32/13/26"], DateOrder.DAY_FIRST),  # no date is ignored
        (["2026-12-05", "TBC"], DateOrder.DAY_FIRST),  # nothing to decide
    ],
)
def test_the_order_of_dates_is_judged_by_all_of_them(cells: list[str], order: DateOrder) -> None:
    assert date_order(cells, None) is order


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        (["05/06/26", "07/08/26"], "dmy is 05 Jun 2026, mdy is 06 May 2026"),
        (["26-12-05"], "dmy is 26 Dec 2005, ymd is 05 Dec 2026"),
        (["13/05/2026", "05/13/2026"], "no common order"),
    ],
)
def test_dates_of_two_readings_need_an_option(cells: list[str], fault: str) -> None:
    with pytest.raises(FixtureListError, match=fault):
        date_order(cells, None)


@pytest.mark.parametrize(
    ("cell", "instant"),
    [
        ("05-Dec-26 15:00", "2026-12-05T15:00:00"),
        ("5 December '26, 15h", "2026-12-05T15:00:00"),
        ("Sat. 5th Dec 2026 at 3.30 p.m.", "2026-12-05T15:30:00"),
        ("Sat 5 Dec 2026 - 15:00", "2026-12-05T15:00:00"),
        ("Dec 5, 2026 12am", "2026-12-05T00:00:00"),
        ("5.12.2026 20.30 Uhr", "2026-12-05T20:30:00"),
        ("2026-12-05 15:00 est", "2026-12-05T15:00:00-05:00"),
        ("2026-12-05 15:00 Europe/Paris", "2026-12-05T15:00:00+01:00"),
        ("2026-12-05 15:00 (GMT+5:30)", "2026-12-05T15:00:00+05:30"),
        ("2026-10-25 01:30 +01:00", "2026-10-25T01:30:00+01:00"),
    ],
)
def test_a_cell_is_read_to_the_minute(cell: str, instant: str) -> None:
    assert parse_instant(cell, DateOrder.DAY_FIRST, LONDON).isoformat() == instant


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("2026-12-05 15:00 CST", "no single meaning"),
        ("2026-12-05 15:00 ET", "no single meaning"),
        ("2026-12-05 15:00 +99:00", "not understood"),
        ("2026-12-05 0:30 pm", "no time of day"),
        ("0001-12-05 15:00", "not from 1970 to 2100"),
        ("30 Feb 2026 15:00", "no date"),
        ("5 Foo 2026 15:00", "no kick-off"),
        ("2026-10-25 01:30", "twice; write an offset, such as 2026-10-25T00:30Z"),
        ("2026-03-29 01:30", "never show"),
    ],
)
def test_a_cell_with_no_single_meaning_is_refused(cell: str, fault: str) -> None:
    with pytest.raises(CellError, match=fault):
        parse_instant(cell, DateOrder.DAY_FIRST, LONDON)
