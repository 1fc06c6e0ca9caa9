"""A changed calendar loads, or is refused with messages."""

import os
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kickoff.calendar import ConfigError, load
from tests.unit.kickoff.files import BASE, utc

_GOOD = f"""{BASE}
fixtures:
- {{name: Leeds v Derby, kickoff: 2026-12-05 12:30, profile: league-match, scale: 1.5}}
- {{name: off, kickoff: 2026-12-06 12:30, profile: league-match, status: postponed, fold: 0}}
recurring:
- {{name: night, cron: "0 20 * * TUE", profile: league-match, from: 2026-09-15,
   until: 2026-10-31, except: [2026-09-22]}}
calendars:
- {{ics: league.ics, profile: league-match, lasts: 2h}}
"""
_ICS = "\r\n".join(
    [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "BEGIN:VEVENT",
        "UID:1",
        "SUMMARY:Hull v Stoke",
        "DTSTART;TZID=Europe/London:20261207T123000",
        "DTEND;TZID=Europe/London:20261207T143000",
        "RRULE:FREQ=WEEKLY;COUNT=3",
        "EXDATE;TZID=Europe/London:20261214T123000",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:1",
        "RECURRENCE-ID;TZID=Europe/London:20261221T123000",
        "DTSTART;TZID=Europe/London:20261221T153000",
        "DURATION:PT2H",
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
)
# A long run: KICKOFF_EXAMPLES=10000.
_FUZZ = settings(
    max_examples=int(os.environ.get("KICKOFF_EXAMPLES", "150")),
    deadline=None,  # it counts time in which other processes run
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

_scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["kickoff-20m", "2026-03-29 01:30", "Europe", "* * * * *", "1e99", "<table>"]),
)
_values = st.recursive(
    _scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=4,
)


_MOST_SECONDS = 1.0


def _use(path: Path) -> None:
    """Load a calendar and read a week of it, or expect problems that a person can act on.

    No input takes more than a second of this process.
    """
    refusal, begun = "", process_time()
    try:
        calendar = load(path)
        list(calendar.steps(utc("2026-12-01"), utc("2026-12-08")))
    except ConfigError as error:
        refusal = str(error)
    assert "report this with the file" not in refusal
    assert process_time() - begun < _MOST_SECONDS


def _containers(node: Any) -> Iterator[Any]:  # noqa: ANN401 (any part of a file)
    if isinstance(node, dict | list):
        yield node
        for part in node.values() if isinstance(node, dict) else node:
            yield from _containers(part)


def _delete(node: Any, key: Any, _: Any) -> None:  # noqa: ANN401
    del node[key]


def _replace(node: Any, key: Any, value: Any) -> None:  # noqa: ANN401
    node[key] = value


def _duplicate(node: Any, key: Any, _: Any) -> None:  # noqa: ANN401
    if isinstance(node, list):
        node.append(deepcopy(node[key]))
    else:
        node[f"{key}2"] = deepcopy(node[key])


def _rename(node: Any, key: Any, value: Any) -> None:  # noqa: ANN401
    if isinstance(node, dict):
        node[str(value)] = node.pop(key)


_MUTATIONS: list[Callable[[Any, Any, Any], None]] = [_delete, _replace, _duplicate, _rename]


@_FUZZ
@given(
    changes=st.lists(st.tuples(st.sampled_from(_MUTATIONS), _values), min_size=1, max_size=3),
    where=st.randoms(use_true_random=False),
)
def test_changed_nodes_never_raise_anything_but_a_config_error(
    tmp_path: Path, changes: list[tuple[Callable[[Any, Any, Any], None], Any]], where: Random
) -> None:
    (tmp_path / "league.ics").write_text(_ICS)
    data = yaml.safe_load(_GOOD)
    for change, value in changes:
        node = where.choice([each for each in _containers(data) if each])
        change(
            node, where.choice(list(node if isinstance(node, dict) else range(len(node)))), value
        )
    path = tmp_path / "config.yaml"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    _use(path)


@_FUZZ
@given(at=st.integers(0, len(_GOOD) - 1), length=st.integers(0, 9), junk=st.binary(max_size=6))
def test_random_bytes_never_raise_anything_but_a_config_error(
    tmp_path: Path, at: int, length: int, junk: bytes
) -> None:
    (tmp_path / "league.ics").write_text(_ICS)
    path = tmp_path / "config.yaml"
    good = _GOOD.encode()
    path.write_bytes(good[:at] + junk + good[at + length :])
    _use(path)


@_FUZZ
@given(
    at=st.integers(0, len(_ICS) - 1),
    length=st.integers(0, 9),
    junk=st.binary(max_size=4) | st.text("0123456789TZ:;=,-+PDHM\r\n", max_size=4).map(str.encode),
)
def test_a_broken_import_never_raises_anything_but_a_config_error(
    tmp_path: Path, at: int, length: int, junk: bytes
) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(_GOOD)
    good = _ICS.encode()
    (tmp_path / "league.ics").write_bytes(good[:at] + junk + good[at + length :])
    _use(path)


_LINES = [
    "BEGIN:VEVENT",
    "END:VEVENT",
    "BEGIN:VTIMEZONE",
    "UID:2",
    "SEQUENCE:1",
    "STATUS:CANCELLED",
    "DURATION:-PT2H",
    "DTSTART;VALUE=DATE:20261207",
    "DTEND:20261207T180000Z",
    "RDATE:20261208T123000Z",
    "RDATE;VALUE=DATE:20261208",
    "RDATE;VALUE=PERIOD:20261208T123000Z/PT3H",
    "RDATE:00010101T000000",
    "EXDATE:20261207T123000",
    "EXDATE;VALUE=DATE:20261207",
    "RRULE:FREQ=MONTHLY;BYDAY=-1SU",
    "RRULE:FREQ=DAILY;UNTIL=20261210",
    "RECURRENCE-ID;RANGE=THISANDFUTURE:20261214T123000Z",
    "RECURRENCE-ID;VALUE=DATE:20261214",
    "X-WR-TIMEZONE:Mars/Base",
    "X-WR-TIMEZONE:Europe",
    "DTSTART;TZID=Europe:20260101T120000",
    "TZID:Europe/London",
    " folded",
]


@_FUZZ
@given(
    changes=st.lists(
        st.tuples(st.integers(0, 20), st.sampled_from(_LINES), st.booleans()), max_size=4
    )
)
def test_changed_lines_of_an_import_never_raise_anything_but_a_config_error(
    tmp_path: Path, changes: list[tuple[int, str, bool]]
) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(_GOOD)
    lines = _ICS.split("\r\n")
    for at, line, instead in changes:
        lines[at : at + instead] = [line]
    (tmp_path / "league.ics").write_text("\r\n".join(lines))
    _use(path)


_SHARED = Path(
    os.environ.get("KICKOFF_SHARED_DATA") or Path(__file__).parents[3].parent / "shared" / "data"
)
_PUBLISHED = sorted((_SHARED.parent / "cases" / "feeds").glob("*.ics"))


@pytest.mark.parametrize("published", [None, *_PUBLISHED], ids=lambda each: each and each.name)
@settings(parent=_FUZZ, max_examples=_FUZZ.max_examples // 10)
@given(
    edits=st.lists(
        st.tuples(
            st.integers(0, 2_000),
            st.integers(0, 40),
            st.binary(max_size=4) | st.sampled_from([line.encode() for line in _LINES]),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_changed_bytes_of_a_feed_never_raise_anything_but_a_config_error(
    tmp_path: Path, published: Path | None, edits: list[tuple[int, int, bytes]]
) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(_GOOD)
    content = published.read_bytes() if published else _ICS.encode()
    for at, length, junk in edits:
        start = at % (len(content) + 1)
        content = content[:start] + junk + content[start + length :]
    (tmp_path / "league.ics").write_bytes(content)
    _use(path)


def test_the_calendar_before_the_changes_is_valid(tmp_path: Path) -> None:
    (tmp_path / "league.ics").write_text(_ICS)
    path = tmp_path / "config.yaml"
    path.write_text(_GOOD)
    found = load(path).fixtures(utc("2026-12-01"), utc("2026-12-31"))
    assert {each.kickoff - utc("2026-12-01") for each in found} >= {
        timedelta(days=4, hours=12, minutes=30),
        timedelta(days=6, hours=12, minutes=30),
        timedelta(days=20, hours=15, minutes=30),
    }
