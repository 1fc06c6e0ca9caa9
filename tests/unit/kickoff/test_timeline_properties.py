"""Properties of any calendar, tested with Hypothesis."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kickoff.calendar import Calendar, ConfigError, load
from kickoff.timeline import Bounds, Combine, Fixture, Key, OverMax, Phase, Step, levels, steps
from tests.unit.kickoff.oracle import Oracle
from tests.unit.kickoff.strategies import calendars

_MINUTE = timedelta(minutes=1)
_FILES = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
_PURE = settings(max_examples=200, deadline=None)


def _write(folder: Path, data: dict[str, Any]) -> Path:
    path = folder / "config.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    return path


def _day(data: dict[str, Any], midnight: datetime) -> tuple[datetime, datetime]:
    start = midnight.replace(tzinfo=ZoneInfo(data["timezone"])).astimezone(UTC)
    return start, start + timedelta(hours=27)


def _by_key(found: Iterable[Step]) -> dict[Key, list[Step]]:
    return {key: list(own) for key, own in groupby(found, key=lambda step: step.key)}


@_FILES
@given(made=calendars())
def test_a_brute_force_oracle_agrees_minute_by_minute(
    tmp_path: Path, made: tuple[dict[str, Any], datetime]
) -> None:
    data, midnight = made
    path = _write(tmp_path, data)
    calendar = load(path, deployed=True)
    start, end = _day(data, midnight)
    oracle = Oracle(path.read_text(encoding="utf-8"), start, end)
    assert [tuple(key) for key in calendar.bounds] == oracle.dimensions()
    for key, own in _by_key(calendar.steps(start, end)).items():
        for step in own:
            found = step.level.value, {fixture.name for fixture in step.level.because}
            at = step.start
            while at < step.end:
                assert (at, *found) == (at, *oracle.level(*key, at))
                at += _MINUTE


@_FILES
@given(made=calendars(over_max=("reject",)))
def test_a_calendar_is_rejected_exactly_when_the_oracle_exceeds_a_maximum(
    tmp_path: Path, made: tuple[dict[str, Any], datetime]
) -> None:
    data, midnight = made
    data = {**data, "recurring": []}  # rules continue after the oracle's days
    path = _write(tmp_path, data)
    start, _ = _day(data, midnight)
    start, end = start - timedelta(hours=24), start + timedelta(hours=48)
    oracle = Oracle(path.read_text(encoding="utf-8"), start, end)
    edges = {moment for each in oracle.occurrences for moment, _ in each.shares}
    edges |= {each.opens for each in oracle.occurrences}
    too_much = any(
        oracle.asked(*key, at)[0] > oracle.maximum(*key)
        for key in oracle.dimensions()
        for at in edges
    )
    if too_much:
        with pytest.raises(ConfigError, match="where its max is"):
            load(path, deployed=True)
    else:
        load(path, deployed=True)


@_FILES
@given(made=calendars(), order=st.randoms(use_true_random=False))
def test_the_order_of_lines_never_matters(
    tmp_path: Path, made: tuple[dict[str, Any], datetime], order: Random
) -> None:
    data, midnight = made
    start, end = _day(data, midnight)
    before = _told(load(_write(tmp_path, data), deployed=True), start, end)
    for section in ("fixtures", "recurring"):
        order.shuffle(data[section])
    assert _told(load(_write(tmp_path, data), deployed=True), start, end) == before


@_FILES
@given(made=calendars(), weeks=st.integers(1, 3))
def test_moving_everything_by_whole_weeks_moves_the_timeline(
    tmp_path: Path, made: tuple[dict[str, Any], datetime], weeks: int
) -> None:
    data, _ = made
    data, by = {**data, "recurring": []}, timedelta(weeks=weeks)
    # Six weeks from the nearest clock change in any of the zones.
    midnight = datetime(2026, 6, 15)  # noqa: DTZ001 (a local midnight)
    _move(data, midnight - _earliest(data, midnight))
    start, end = _day(data, midnight)
    before = _told(load(_write(tmp_path, data), deployed=True), start, end)
    _move(data, by)
    moved = _told(load(_write(tmp_path, data), deployed=True), start + by, end + by)
    assert moved == [(key, first + by, last + by, *rest) for key, first, last, *rest in before]


def _earliest(data: dict[str, Any], default: datetime) -> datetime:
    kickoffs = [datetime.fromisoformat(each["kickoff"]) for each in data["fixtures"]]
    return min(kickoffs, default=default)


def _move(data: dict[str, Any], by: timedelta) -> None:
    for each in data["fixtures"]:
        each["kickoff"] = f"{datetime.fromisoformat(each['kickoff']) + by:%Y-%m-%d %H:%M}"


def _told(calendar: Calendar, start: datetime, end: datetime) -> list[Any]:
    """Return the comparable part of a timeline, without the origins of fixtures."""
    return [
        (
            step.key,
            step.start,
            step.end,
            step.level.value,
            [each.name for each in step.level.because],
        )
        for step in calendar.steps(start, end)
    ]


_ORIGIN = datetime(2026, 12, 5, tzinfo=UTC)
_READ, _WRITE = Key("prices", "read"), Key("prices", "write")


def _instants(low: int = 0, high: int = 40) -> st.SearchStrategy[datetime]:
    return st.integers(low, high).map(lambda each: _ORIGIN + each * _MINUTE)


@st.composite
def _fixtures(draw: st.DrawFn) -> Fixture:
    edges = sorted(draw(st.lists(_instants(), min_size=2, max_size=5, unique=True)))
    shares = st.decimals(0, 1, places=2)
    return Fixture(
        name=draw(st.sampled_from("ABC")),
        profile=draw(st.sampled_from(["p", ""])),
        kickoff=edges[0],
        end=edges[-1],
        phases=tuple(Phase(first, last, draw(shares)) for first, last in pairwise(edges)),
        demand=draw(st.dictionaries(st.sampled_from([_READ, _WRITE]), st.integers(0, 50))),
        scale=draw(st.decimals("0.001", 3, places=3)),
        origin=("fixtures", draw(st.integers(0, 10**6))),
    )


_bounds = st.builds(
    lambda baseline, room, combine, over_max: Bounds(baseline, baseline + room, combine, over_max),
    st.integers(0, 40),
    st.integers(0, 60),
    st.sampled_from(Combine),
    st.sampled_from(OverMax),
)
_both = st.fixed_dictionaries({_READ: _bounds, _WRITE: _bounds})
# Fixtures of one line have different kick-offs, so here each has its own line.
_several = st.lists(_fixtures(), max_size=6, unique_by=lambda fixture: fixture.origin)


@_PURE
@given(bounds=_both, fixtures=_several, start=_instants(-5, 20), end=_instants(21, 45))
def test_steps_cover_the_span_once_and_adjacent_steps_differ(
    bounds: dict[Key, Bounds], fixtures: list[Fixture], start: datetime, end: datetime
) -> None:
    found = _by_key(steps(bounds, fixtures, start, end))
    assert list(found) == list(bounds)
    for own in found.values():
        assert own[0].start == start
        assert own[-1].end == end
        assert all(step.start < step.end for step in own)
        assert all(one.end == other.start for one, other in pairwise(own))
        assert all(one.level != other.level for one, other in pairwise(own))


@_PURE
@given(bounds=_both, fixtures=_several)
def test_the_level_at_an_instant_equals_the_level_of_its_step(
    bounds: dict[Key, Bounds], fixtures: list[Fixture]
) -> None:
    start, end = _ORIGIN - 5 * _MINUTE, _ORIGIN + 45 * _MINUTE
    for step in steps(bounds, fixtures, start, end):
        for at in (step.start, step.end - datetime.resolution):
            assert levels(bounds, fixtures, at)[step.key] == step.level


@_PURE
@given(bounds=_both, fixtures=_several, at=_instants())
def test_a_level_stays_between_baseline_and_maximum_unless_raised(
    bounds: dict[Key, Bounds], fixtures: list[Fixture], at: datetime
) -> None:
    for key, level in levels(bounds, fixtures, at).items():
        bound = bounds[key]
        assert level.value >= bound.baseline
        if bound.over_max is OverMax.RAISE:
            assert level.excess == 0
        else:
            assert level.value <= bound.maximum
        assert bool(level.because) == (level.value + level.excess > bound.baseline)


@_PURE
@given(bounds=_both, fixtures=_several, at=_instants(), order=st.randoms(use_true_random=False))
def test_the_order_of_fixtures_never_matters(
    bounds: dict[Key, Bounds], fixtures: list[Fixture], at: datetime, order: Random
) -> None:
    shuffled = order.sample(fixtures, len(fixtures))
    end = at + 20 * _MINUTE
    assert levels(bounds, shuffled, at) == levels(bounds, fixtures, at)
    assert list(steps(bounds, shuffled, at, end)) == list(steps(bounds, fixtures, at, end))
