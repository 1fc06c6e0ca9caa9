"""Whatever a feed contains, the work for it has a bound. A remark names the part beyond it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from kickoff.calendar.loading.ics.effort import Effort
from kickoff.calendar.loading.ics.rules import Rule
from tests.unit.kickoff.conftest import Loaded, Refused
from tests.unit.kickoff.feeds import entry, feed, read, starts
from tests.unit.kickoff.files import BASE

_AT = "DTSTART:20261205T150000Z"
_OLD = "DTSTART:19700101T000000Z"
_DAY = timedelta(days=1)
_HOURS = "BYHOUR=" + ",".join(map(str, range(24)))
_HOURLY = f"RRULE:FREQ=DAILY;{_HOURS}"
_IMPORT = BASE + "calendars: [{ics: league.ics, profile: league-match}]\n"

_weekdays = st.sets(st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), min_size=1)


def _list(name: str, values: Iterable[object]) -> str:
    return f"{name}={','.join(map(str, values))}"


_parts = st.lists(
    st.one_of(
        _weekdays.map(lambda days: _list("BYDAY", sorted(days))),
        st.sets(st.integers(1, 12), min_size=1).map(lambda each: _list("BYMONTH", each)),
        st.sets(st.integers(-31, 31).filter(bool), min_size=1, max_size=8).map(
            lambda each: _list("BYMONTHDAY", each)
        ),
        st.sets(st.integers(-5, 5).filter(bool), min_size=1).map(
            lambda each: _list("BYSETPOS", each)
        ),
        st.sets(st.integers(0, 23), min_size=1, max_size=4).map(lambda each: _list("BYHOUR", each)),
        st.sets(st.integers(1, 53), min_size=1).map(lambda each: _list("BYWEEKNO", each)),
        st.sets(st.integers(-366, 366).filter(bool), min_size=1).map(
            lambda each: _list("BYYEARDAY", each)
        ),
        st.sampled_from(["WKST=SU", "WKST=WE"]),
    ),
    max_size=3,
    unique_by=lambda part: part[:6],
)


_rules = st.builds(
    lambda frequency, interval, parts, end: (
        ";".join([f"FREQ={frequency}", f"INTERVAL={interval}", *parts]) + end
    ),
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    st.integers(1, 60),
    _parts,
    st.sampled_from(["", ";UNTIL=20300101T000000", ";COUNT=500"]),
)


def _times(first: int, last: int) -> st.SearchStrategy[datetime]:
    return st.integers(0, (last - first) * 365 * 86_400).map(
        lambda seconds: datetime(first, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    )


@settings(max_examples=300, deadline=None)
@given(
    text=_rules,
    start=_times(1970, 2027),
    at=_times(2000, 2040),
    length=st.timedeltas(_DAY, 500 * _DAY),
)
def test_dates_are_those_of_the_rule_from_its_true_start(
    text: str, start: datetime, at: datetime, length: timedelta
) -> None:
    first = at.replace(tzinfo=None)
    try:
        rule = Rule(text, start, Effort())
    except ValueError:
        return
    true = rrulestr(text, dtstart=start.replace(tzinfo=None))
    found = list(rule.between(first, first + length))
    assert found == true.between(first, first + length, inc=True)


def test_the_first_week_of_a_rule_that_begins_later_is_whole() -> None:
    text = "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=2"
    rule = Rule(text, datetime(2020, 1, 1, 15, tzinfo=UTC), Effort())
    first = datetime(2025, 1, 1)  # noqa: DTZ001 (a local clock)
    assert rule.between(first, first + 7 * _DAY) == [first.replace(hour=15)]


@pytest.mark.parametrize(
    ("lines", "cause"),
    [
        ([f"RRULE:FREQ=DAILY;COUNT=99999999;{_HOURS}"], "it recurs more than 10,000 times"),
        (["RRULE:FREQ=DAILY;BYMONTHDAY=" + "1," * 1_000 + "1"], "more than 2,000 characters"),
        (["RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"], "it never recurs"),
        (["RRULE:FREQ=MINUTELY"], "neither daily, weekly, monthly nor yearly"),
        (["RDATE:" + "20261205T150000Z," * 2_000], "RDATE has more than 20,000 characters"),
        (["EXDATE:" + "20261205T150000Z," * 2_000], "EXDATE has more than 20,000 characters"),
        (["RRULE:FREQ=DAILY"] * 11, "it has RRULE more than 10 times"),
        (
            ["RRULE:FREQ=DAILY;" + _HOURS] * 10 + ["EXRULE:FREQ=DAILY;" + _HOURS],
            "all that is computed for one feed",
        ),
    ],
)
def test_an_entry_that_takes_too_much_work_leaves_out_only_itself(
    tmp_path: Path, loaded: Loaded, lines: list[str], cause: str
) -> None:
    hostile = entry(_OLD, *lines)
    calendar = read(tmp_path, loaded, feed(*entry(_AT, uid="2"), *hostile))
    assert starts(calendar) == ["2026-12-05 15:00"]
    (problem,) = calendar.feed_problems
    assert cause in problem.message


def test_rules_after_too_many_are_left_out(tmp_path: Path, loaded: Loaded) -> None:
    never = "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"
    many = [line for at in range(100) for line in entry(_OLD, never, uid=str(at))]
    calendar = read(tmp_path, loaded, feed(*many, *entry(_AT, uid="single")))
    assert starts(calendar) == ["2026-12-05 15:00"]
    causes = {each.message[:15] for each in calendar.feed_problems}
    assert causes == {"it never recurs", "the rules, date"}


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (feed(*entry(_AT, *["UID:"] * 150_000)), "it has more than 150,000 lines"),
        (feed("\n" * 150_000), "it has more than 150,000 lines"),
        (feed("\r" * 150_000 + "X:"), "it has more than 150,000 lines"),
        (feed(*["BEGIN:VEVENT"] * 30_001), "it has 30,001 VEVENT; at most 30,000 are read"),
        (feed(*["BEGIN:VTIMEZONE", "END:VTIMEZONE"] * 501), "it has 501 VTIMEZONE; at most 500"),
        (feed() * 51, "it has 51 VCALENDAR; at most 50"),
        (feed(*["BEGIN:VALARM"] * 10), "line 12 is more than 10 components deep"),
    ],
)
def test_a_feed_of_too_many_parts_is_refused(
    tmp_path: Path, refused: Refused, content: str, cause: str
) -> None:
    (tmp_path / "league.ics").write_text(content, newline="")
    (problem,) = refused(_IMPORT)
    assert cause in problem.message


def test_too_many_fixtures_at_one_instant_are_refused(tmp_path: Path, refused: Refused) -> None:
    many = [line for at in range(501) for line in entry(_AT, uid=str(at), title=str(at))]
    (tmp_path / "league.ics").write_text(feed(*many))
    (problem,) = refused(_IMPORT)
    assert "501 fixtures have their windows at one instant, more than 500" in problem.message


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"])
def test_a_zone_whose_rule_takes_long_is_not_valid(
    tmp_path: Path, loaded: Loaded, rule: str
) -> None:
    part = ["BEGIN:STANDARD", "DTSTART:19700101T000000", f"RRULE:{rule}"]
    offsets = ["TZOFFSETFROM:+0100", "TZOFFSETTO:+0100", "END:STANDARD"]
    zone = ["BEGIN:VTIMEZONE", "TZID:Club", *part, *offsets, *part, *offsets, "END:VTIMEZONE"]
    calendar = read(tmp_path, loaded, feed(*zone, *entry("DTSTART;TZID=Club:20261205T150000")))
    (problem,) = calendar.feed_problems
    assert "the zone 'Club' is not validly defined" in problem.message


@pytest.mark.parametrize("name", ["a/" * 1_000, "x" * 201])
def test_a_long_name_of_a_zone_is_not_searched(tmp_path: Path, loaded: Loaded, name: str) -> None:
    calendar = read(tmp_path, loaded, feed(*entry(f"DTSTART;TZID={name}:20261205T150000")))
    (problem,) = calendar.feed_problems
    assert "the name of a zone has more than 200 characters" in problem.message


def test_a_long_title_is_cut(tmp_path: Path, loaded: Loaded) -> None:
    text = feed(*entry(_AT, title="x" * 50_000))
    read(tmp_path, loaded, text)
    assert starts(loaded(_IMPORT)) == ["2026-12-05 15:00"]
    (fixture,) = loaded(_IMPORT).fixtures(
        datetime(2026, 12, 5, tzinfo=UTC), datetime(2026, 12, 6, tzinfo=UTC)
    )
    assert len(fixture.name) == 10_000 - len(":")


def test_of_too_many_entries_the_latest_are_read(tmp_path: Path, loaded: Loaded) -> None:
    old = [line for at in range(7_000) for line in entry(f"DTSTART:2011{at % 9 + 1:02}01", uid="")]
    coming = entry(_AT, "DURATION:PT2H", uid="coming")
    weekly = entry("DTSTART:20050101T120000Z", "RRULE:FREQ=WEEKLY;UNTIL=20260115", uid="weekly")
    calendar = read(tmp_path, loaded, feed(*weekly, *coming, *old))
    assert "2026-12-05 15:00" in starts(calendar)
    assert "2026-01-10 12:00" in starts(calendar)
    (problem,) = calendar.feed_problems
    assert "left out '1,002 earliest entries': the latest 6,000 of 7,002 are read" in str(problem)
    assert problem.concerns(date(2011, 1, 1))
    assert not problem.concerns(date(2011, 3, 1))


def test_entries_left_out_of_too_many_concern_everybody_if_they_recur(
    tmp_path: Path, loaded: Loaded
) -> None:
    endless = entry("DTSTART:20050101T120000Z", "RRULE:FREQ=YEARLY", uid="")
    calendar = read(tmp_path, loaded, feed(*entry(_AT), *endless * 6_001))
    (problem,) = [each for each in calendar.feed_problems if "earliest" in str(each)]
    assert "these may still recur" in problem.message
    assert problem.concerns(date(2050, 1, 1))


def test_a_rule_since_long_ago_takes_the_work_of_all_its_years(
    tmp_path: Path, loaded: Loaded
) -> None:
    daily = [line for at in range(2) for line in entry(_OLD, "RRULE:FREQ=DAILY", uid=str(at))]
    calendar = read(tmp_path, loaded, feed(*daily, *entry(_AT, uid="now")))
    (problem,) = calendar.feed_problems
    assert "all that is computed for one feed" in problem.message
