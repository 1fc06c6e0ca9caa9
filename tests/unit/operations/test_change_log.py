"""The record of a calendar's changes."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from operations.change_log import CalendarChange, TextChange, difference, last_to_undo

TEXT = st.text("ab\né", max_size=12)


@given(before=TEXT, after=TEXT)
def test_the_difference_leads_back_to_the_text_before(before: str, after: str) -> None:
    assert difference(before, after).reverse(after) == before


@given(start=TEXT, new=TEXT, end=TEXT)
def test_the_record_of_an_insertion_is_no_larger_than_the_insertion(
    start: str, new: str, end: str
) -> None:
    change = difference(start + end, start + new + end)
    assert (change.removed, len(change.inserted)) == ("", len(new))


def test_an_undo_passes_over_a_stop() -> None:
    at, inserted = datetime(2026, 12, 5, tzinfo=UTC), TextChange(0, "", "a")
    added = CalendarChange(at, "ops", "add X", "", inserted, "before", "after")
    stopped = CalendarChange(at, "ops", "stop everything", "", TextChange(0, "", ""), "", "")
    assert last_to_undo([added, stopped]) == added
    assert last_to_undo([stopped]) is None
