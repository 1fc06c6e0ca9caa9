"""The page of a plan in a real browser: mouse, keys, phone, paper, without scripts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kickoff.calendar import load
from operations.pages.plan_page import page
from tests.end_to_end.browser import Tab, browser, executable
from tests.unit.kickoff.files import utc
from tests.unit.operations.conftest import CALENDAR

_TITLE = "document.querySelector('#details h2')?.textContent"
_DETAILS = "document.querySelector('#details').innerText.split('\\n').filter(Boolean)"
_RANGE = "document.getElementById('range').textContent"
_FOCUS = "(document.activeElement.ariaLabel ?? document.activeElement.textContent)"
_SPOKEN = "document.activeElement.getAttribute('aria-valuetext')"
_PHONE = 360
_SATURDAY = "document.querySelector('[data-day=\"5\"]')"
_HOSTILE = "</script><script>document.title = 'owned'</script><img src=x onerror=alert(1)>"


def _write(folder: Path, text: str, start: str, end: str) -> Path:
    calendar, drawn = folder / "config.yaml", folder / "plan.html"
    calendar.write_text(text)
    drawn.write_text(page(load(calendar), utc(start), utc(end)))
    return drawn


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    program = executable()
    if program is None:
        pytest.skip("no Chromium or Chrome on PATH")
    with browser(program, tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fortnight with three matches, on its first Saturday."""
    return _write(tmp_path_factory.mktemp("plan"), CALENDAR, "2026-11-30 00:00", "2026-12-14 00:00")


@pytest.fixture(autouse=True)
def _no_errors_and_no_requests(tab: Tab) -> Iterator[None]:
    """No test leaves an error in the console or sends a request."""
    tab.media()
    tab.errors.clear()
    tab.requests.clear()
    yield
    assert tab.errors == []
    assert {url.partition(":")[0] for url in tab.requests} <= {"file"}
    assert all(url.endswith(".html") for url in tab.requests)


def test_keys_move_from_day_to_day_and_open_one(tab: Tab, plan: Path) -> None:
    tab.open(plan)
    tab.press("Tab")
    assert tab.evaluate(_FOCUS) == "Skip to the timelines"
    tab.press("Tab", "ArrowDown", "ArrowUp", "ArrowRight", "ArrowRight", "ArrowRight")
    tab.press("ArrowRight", "ArrowRight")
    assert tab.evaluate(_FOCUS) == "Saturday 5 December 2026, 3 fixtures"
    assert tab.evaluate(_DETAILS)[1:] == [
        "Sat 5 Dec",
        "3 fixtures",
        *("Leeds v Derby", "12:30", "Sat 5 Dec 12:10 to 15:00, league-match"),
        *("Hull v Stoke", "15:00", "Sat 5 Dec 14:40 to 17:30, league-match x 0.5"),
        *("Luton v Bury", "15:00", "Sat 5 Dec 14:40 to 17:30, league-match"),
    ]
    tab.press("Enter")
    assert tab.evaluate(_RANGE) == "Sat 5 Dec"


def test_a_click_on_a_fixture_shows_its_window_and_its_demand(tab: Tab, plan: Path) -> None:
    tab.open(plan)
    tab.evaluate("document.querySelectorAll('#days li[data-fixture]')[1].click()")
    tab.settle()
    assert tab.evaluate(_DETAILS)[1:4] == [
        "Hull v Stoke",
        "Kick-off Sat 5 Dec 15:00, league-match x 0.5",
        "Window Sat 5 Dec 14:40 to 17:30",
    ]
    assert "prices.read" in tab.evaluate(_DETAILS)
    assert "600" in tab.evaluate(_DETAILS)
    assert tab.evaluate(_RANGE) == "Sat 5 Dec 14:10 to 18:00"


def test_and_more_opens_the_day_with_all_its_fixtures(tab: Tab, tmp_path: Path) -> None:
    matches = "".join(
        f"- {{name: Match {n}, kickoff: 2026-12-05 {12 + n}:00, profile: league-match}}\n"
        for n in range(6)
    )
    text = CALENDAR[: CALENDAR.index("fixtures:")] + f"fixtures:\n{matches}"
    tab.open(_write(tmp_path, text, "2026-11-30 00:00", "2026-12-14 00:00"))
    assert tab.evaluate("document.querySelector('.more').textContent") == "and 2 more"
    tab.evaluate("document.querySelector('.more').click()")
    tab.settle()
    assert tab.evaluate(_RANGE) == "Sat 5 Dec"
    assert "Match 5" in tab.evaluate(_DETAILS)


def test_an_early_raise_is_drawn_and_said(tab: Tab, tmp_path: Path) -> None:
    text = CALENDAR.replace("read: {baseline: 50, max: 4000}", "read: {baseline: 50, max: 40000}")
    text = text.replace("read: 1200", "read: 13000")
    tab.open(_write(tmp_path, text, "2026-12-05 00:00", "2026-12-06 00:00"))
    assert tab.evaluate("document.querySelector('.row .early').getAttribute('d')").startswith("M")
    raised = "document.querySelectorAll('#details .reason')[1]?.textContent"
    tab.evaluate("document.querySelector('#range').tabIndex = 0")
    tab.evaluate("document.querySelector('#range').focus()")
    tab.press("Tab")
    x, y = tab.evaluate(
        "(({left, width}, {top}) => [left + width * (11.75 / 24), top + 20])"
        "(document.getElementById('axis').getBoundingClientRect(),"
        " document.querySelector('.row svg').getBoundingClientRect())"
    )
    tab.mouse("mouseMoved", x, y)
    assert tab.evaluate(raised) == (
        "Raised early to 13,000, needed from Sat 5 Dec 12:10: the raise takes long"
    )


def test_keys_move_through_the_levels_and_show_the_fixtures_of_each(tab: Tab, plan: Path) -> None:
    tab.open(plan)
    tab.evaluate("document.getElementById('range').tabIndex = 0")
    tab.evaluate("document.getElementById('range').focus()")
    tab.press("Tab")
    assert tab.evaluate(_SPOKEN) == "50, Mon 30 Nov 00:00 to Sat 5 Dec 12:10, baseline"
    tab.press("ArrowRight", "ArrowRight")
    assert tab.evaluate(_SPOKEN) == (
        "3,000, Sat 5 Dec 14:40 to 15:00, sum of the demand of 3 fixtures: "
        "Leeds v Derby, Hull v Stoke, Luton v Bury"
    )
    assert tab.evaluate(_DETAILS)[1:8] == [
        "prices.read",
        "Sat 5 Dec 14:40 to 15:00 20m",
        "3,000 capacity units per second",
        "sum of the demand of 3 fixtures",
        *("Leeds v Derby", "1,200", "kick-off Sat 5 Dec 12:30, league-match"),
    ]
    tab.press("ArrowDown")
    assert "prices.write" in tab.evaluate(_FOCUS)
    assert tab.evaluate(_SPOKEN).startswith("1,000, Sat 5 Dec 14:40 to 15:00")
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert tab.evaluate(outline) == "solid"
    tab.press("Enter")
    assert tab.evaluate(_RANGE) == "Sat 5 Dec"
    tab.press("PageDown")
    assert tab.evaluate(_RANGE) == "Sun 6 Dec"
    tab.press("Escape")
    assert tab.evaluate(_RANGE) == "Whole span"


def test_tab_reaches_the_skip_link_and_every_control(tab: Tab, plan: Path) -> None:
    tab.open(plan)
    reached = []
    for _ in range(11):
        tab.press("Tab")
        reached.append(tab.evaluate(f"document.activeElement.id || {_FOCUS}"))
    assert [name.partition(":")[0] for name in reached] == [
        "Skip to the timelines",
        "Monday 30 November 2026, 0 fixtures",
        *("raised", "filter", "Earlier", "Later", "Zoom out", "Zoom in", "All"),
        "prices.read",
        "Close",
    ]


def test_the_pointer_over_a_level_shows_its_fixtures(tab: Tab, plan: Path) -> None:
    tab.open(plan)
    tab.evaluate(f"{_SATURDAY}.click()")
    tab.settle()
    x, y = _point(tab, row=3, share=13.5 / 24)
    tab.mouse("mouseMoved", x, y)
    assert tab.evaluate(_TITLE) == "pricing.warm"
    assert "because of Leeds v Derby" in tab.evaluate(_DETAILS)
    shown = "[...document.querySelectorAll('.row .at')].map(e => e.textContent)"
    assert tab.evaluate(shown) == ["1,200", "400", "400", "40"]
    tab.mouse("mouseMoved", 5, 5)
    assert tab.evaluate(_TITLE) == "Sat 5 Dec"
    assert tab.evaluate(shown) == ["", "", "", ""]


def _point(tab: Tab, row: int, share: float) -> tuple[float, float]:
    """The place in the window of a share of a row's width."""
    box = (
        f"(() => {{ const svg = document.querySelectorAll('.row svg')[{row}];"
        "svg.scrollIntoView({block: 'center'}); const r = svg.getBoundingClientRect();"
        "return [r.left, r.width, r.top + r.height / 2] })()"
    )
    left, width, y = tab.evaluate(box)
    return left + share * width, y


def test_a_drag_moves_the_time_and_a_wheel_zooms(tab: Tab, plan: Path) -> None:
    tab.open(plan)
    tab.evaluate(f"{_SATURDAY}.click()")
    x, y = _point(tab, row=0, share=0.75)
    tab.mouse("mousePressed", x, y, button="left", clickCount=1)
    there, _ = _point(tab, row=0, share=0.25)
    tab.mouse("mouseMoved", there, y, button="left", buttons=1)
    tab.mouse("mouseReleased", there, y, button="left", clickCount=1)
    assert tab.evaluate(_RANGE) == "Sat 5 Dec 12:00 to Sun 6 Dec 12:00"
    middle, _ = _point(tab, row=0, share=0.5)
    tab.mouse("mouseWheel", middle, y, deltaX=0, deltaY=-100, modifiers=2)
    assert tab.evaluate(_RANGE)[:-1] == "Sat 5 Dec 16:43 to Sun 6 Dec 07:1"


def test_the_filter_leaves_the_rows_that_match(tab: Tab, plan: Path) -> None:
    tab.open(plan)
    shown = "[...document.querySelectorAll('.row')].filter(e => e.offsetParent).length"
    for typed, count in (("WRITE", 2), ("pricing.w", 1), ("no such", 0), ("", 4)):
        tab.evaluate(
            f"filter = document.getElementById('filter'), filter.value = '{typed}',"
            "filter.dispatchEvent(new Event('input'))"
        )
        assert tab.evaluate(shown) == count
        assert tab.evaluate("!document.getElementById('none').hidden") == (count == 0)


def test_the_details_name_the_entry_and_the_rule_of_a_feed(tab: Tab, tmp_path: Path) -> None:
    entry = "BEGIN:VEVENT\nUID:1\nSUMMARY:final\nDTSTART:20261207T150000Z\nEND:VEVENT\n"
    (tmp_path / "cup.ics").write_text(f"BEGIN:VCALENDAR\n{entry}END:VCALENDAR\n")
    rule = "rules: [{title: f*, profile: league-match}]"
    text = f"{CALENDAR}calendars: [{{ics: cup.ics, {rule}}}]\n"
    tab.open(_write(tmp_path, text, "2026-12-07 00:00", "2026-12-08 00:00"))
    tab.press("Tab", "Tab", "ArrowDown", "ArrowUp")
    assert tab.evaluate(_DETAILS)[-1] == (
        "Mon 7 Dec 14:40 to 17:30, league-match, from cup.ics line 2, rules[0]"
    )


def test_hostile_names_stay_text_in_the_details(tab: Tab, tmp_path: Path) -> None:
    text = CALENDAR.replace("Leeds v Derby", f'"{_HOSTILE}"')
    text = text.replace("league-match", f'"{_HOSTILE}"')
    tab.open(_write(tmp_path, text, "2026-12-05 00:00", "2026-12-06 00:00"))
    tab.mouse("mouseMoved", *_point(tab, row=0, share=13.5 / 24))
    assert f"because of {_HOSTILE}" in tab.evaluate(_DETAILS)
    assert tab.evaluate("document.title") == "Plan: Sat 5 Dec 2026 00:00 to Sun 6 Dec 2026 00:00"
    assert tab.evaluate("[document.images.length, document.scripts.length]") == [0, 2]


def test_the_policy_stops_a_style_that_is_not_part_of_the_page(tab: Tab, plan: Path) -> None:
    tab.open(plan)
    tab.evaluate(
        "document.body.append(Object.assign(document.createElement('style'),"
        "{textContent: 'body { --owned: 1 }'}))"
    )
    assert tab.evaluate("getComputedStyle(document.body).getPropertyValue('--owned')") == ""
    (error,) = tab.errors
    assert "Content Security Policy" in error
    tab.errors.clear()


def test_the_colours_follow_the_preference_for_dark(tab: Tab, plan: Path) -> None:
    tab.open(plan)
    colours = (
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    )
    assert tab.evaluate(colours) == ["rgb(26, 33, 44)", "rgb(255, 255, 255)"]
    tab.media(prefers_color_scheme="dark")
    assert tab.evaluate(colours) == ["rgb(228, 232, 239)", "rgb(17, 21, 27)"]


def test_a_phone_needs_no_horizontal_scrolling(tab: Tab, plan: Path) -> None:
    tab.open(plan, width=_PHONE, height=740)
    wide = "[...document.querySelectorAll('body *')].filter(e => e.checkVisibility() &&"
    wide += f" e.getBoundingClientRect().right > {_PHONE} && !e.closest('.axis')).length"
    assert tab.evaluate("document.documentElement.scrollWidth") == _PHONE
    assert tab.evaluate(wide) == 0
    shown = (
        "[...document.querySelectorAll('.day')].filter(e => e.offsetParent).map(e => e.textContent)"
    )
    (only,) = tab.evaluate(shown)
    assert only.startswith("Sat 5 Dec 3")
    tab.evaluate(f"{_SATURDAY}.click()")
    tab.settle()
    assert tab.evaluate("document.documentElement.scrollWidth") == _PHONE
    bottom = "document.getElementById('details').getBoundingClientRect().bottom === innerHeight"
    assert tab.evaluate(bottom)
    tab.evaluate("document.querySelector('#details .close').click()")
    assert tab.evaluate("getComputedStyle(document.getElementById('details')).display") == "none"


def test_print_has_the_calendar_and_every_timeline_and_no_controls(tab: Tab, plan: Path) -> None:
    tab.open(plan, height=200)
    tab.send("Page.printToPDF")
    tab.media("print", prefers_color_scheme="dark")
    assert tab.evaluate("document.querySelectorAll('.row .mesh').length") == 4
    gone = "['.group', '#details', '.skip', '#filter', '.overlay'].filter("
    gone += "s => getComputedStyle(document.querySelector(s)).display !== 'none')"
    assert tab.evaluate(gone) == []
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_an_hour_that_occurs_twice_shows_its_offset(tab: Tab, tmp_path: Path) -> None:
    night = CALENDAR.replace("2026-12-05 12:30,", "2026-10-25 01:30, fold: 1,")
    tab.open(_write(tmp_path, night, "2026-10-24 23:00", "2026-10-26 00:00"), width=1600)
    axis = "[...document.querySelectorAll('#axis span')].map(e => [e.textContent, e.style.left])"
    assert tab.evaluate(axis)[1] == ["03:00", "16%"], "four hours of twenty-five"
    tab.mouse("mouseMoved", *_point(tab, row=0, share=2.5 / 25))
    assert "Sun 25 Oct 01:10 GMT to 04:00 2h 50m" in tab.evaluate(_DETAILS)


def test_without_scripts_the_page_shows_tables_instead_of_charts(tab: Tab, plan: Path) -> None:
    tab.open(plan, script=False)
    shown = "[...document.querySelectorAll('{}')].filter(e => e.checkVisibility()).length"
    assert tab.evaluate(shown.format("table")) == 2
    assert tab.evaluate(shown.format("tbody tr")) == 4 * (1 + 5)
    assert "3,000\tLeeds v Derby, Hull v Stoke, Luton v Bury" in tab.evaluate(
        "document.querySelector('table').innerText"
    )
    for hidden in (".row", "#filter", "#moves", "#details"):
        assert tab.evaluate(shown.format(hidden)) == 0, hidden
    assert tab.evaluate("document.documentElement.scrollWidth") <= 1280
    tab.open(plan)
    assert tab.evaluate("document.querySelectorAll('table').length") == 0


def test_without_scripts_a_phone_needs_no_horizontal_scrolling(tab: Tab, plan: Path) -> None:
    tab.open(plan, width=_PHONE, height=740, script=False)
    assert tab.evaluate("document.documentElement.scrollWidth") == _PHONE


def test_only_rows_in_view_are_drawn(tab: Tab, tmp_path: Path) -> None:
    targets = "".join(
        f"  table-{number}: {{table: table-{number}, read: {{baseline: 1, max: 10}}}}\n"
        for number in range(400)
    )
    many = CALENDAR.replace("targets:\n", f"targets:\n{targets}")
    tab.open(_write(tmp_path, many, "2026-11-30 00:00", "2026-12-14 00:00"))
    drawn = "document.querySelectorAll('.row .mesh').length"
    assert 0 < tab.evaluate(drawn) < 30
    last = "[...document.querySelectorAll('.row')].at(-1)"
    assert tab.evaluate(f"{last}.querySelector('path')") is None
    tab.evaluate(f"{last}.scrollIntoView()")
    tab.settle()
    tab.settle()
    assert tab.evaluate(f"{last}.querySelector('.line').getAttribute('d').length") > 20
    assert tab.evaluate(drawn) < 60


def test_an_empty_calendar_opens(tab: Tab, tmp_path: Path) -> None:
    tab.open(_write(tmp_path, "version: 1\n", "2026-12-05 00:00", "2026-12-19 00:00"))
    tab.press("Tab", "Tab", "ArrowRight")
    assert tab.evaluate(_DETAILS)[1:] == ["Sun 6 Dec", "No fixtures"]
