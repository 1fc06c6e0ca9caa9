"""The archive of past fixtures: what it keeps, and its bounds."""

import json
from array import array
from math import isnan, nan
from pathlib import Path
from random import Random

import pytest

from kickoff import formats
from kickoff.calendar import load
from kickoff.forecast import archive
from kickoff.forecast.archive import RecordingArchive
from kickoff.forecast.examples import Example
from kickoff.forecast.loads import DAY, Loads, minute
from kickoff.forecast.recording import Recording
from kickoff.forecast.stored_text import CorruptForecastError, pack
from kickoff.forecast.target import ForecastTarget
from tests.unit.kickoff.files import READ
from tests.unit.kickoff.forecast.seasons import FIRST, KICKOFF, forecast_target, season

_WEEK = 7 * DAY
_KICKOFF = minute(FIRST + KICKOFF)


def _recording(
    kickoff: int, units: float = 6000.0, profile: str = "match", period: int = 1
) -> Recording:
    example = Example(profile, kickoff, kickoff - 20, kickoff + 120, kickoff + 150, 1.5)
    values = array("d", [units]) * len(example.span)
    return Recording(example, Loads(example.span.start, values), period)


def _weekly(weeks: int, profile: str = "match") -> list[Recording]:
    return [_recording(_KICKOFF + week * _WEEK, profile=profile) for week in range(weeks)]


def test_an_archive_survives_storage_within_half_a_percent() -> None:
    random = Random(1998)  # noqa: S311 (noise)
    recording = _recording(_KICKOFF)
    for number in range(len(recording.loads.values)):
        recording.loads.values[number] = random.choice([0.0, 3.0, 70.0, 1e6])
    recording.loads.values[7] = nan
    (found,) = archive.parse(RecordingArchive((recording,)).dumps()).recordings
    assert found.example == recording.example
    assert (found.loads.first, found.period) == (recording.loads.first, recording.period)
    assert isnan(found.loads.values[7])
    for stored, units in zip(found.loads.values, recording.loads.values, strict=True):
        assert isnan(units) or stored == pytest.approx(units, rel=0.006, abs=0.006)


def test_a_season_takes_less_than_a_kilobyte_for_each_fixture() -> None:
    random = Random(1998)  # noqa: S311 (noise)
    recordings = _weekly(40)
    for recording in recordings:
        for number in range(len(recording.loads.values)):
            recording.loads.values[number] *= random.uniform(0.9, 1.1)
    assert len(RecordingArchive(tuple(recordings)).dumps()) < 40 * 500


def test_a_cup_final_of_five_years_ago_outlives_the_league_matches() -> None:
    finals = [_recording(_KICKOFF + year * 365 * DAY, profile="final") for year in range(5)]
    league = [
        _recording(_KICKOFF + 4 * 365 * DAY + number * DAY // 2, profile=profile)
        for number in range(120)
        for profile in ("league", "league 2", "league 3", "league 4")
    ]
    now = league[-1].example.kickoff + DAY
    kept = RecordingArchive().updated([*finals, *league]).bounded(now).recordings
    profiles = [each.example.profile for each in kept]
    assert len(kept) == archive.MOST
    assert profiles.count("final") == 5
    assert max(map(profiles.count, set(profiles))) <= archive.MOST_OF_A_PROFILE
    assert kept[-1].example.kickoff == league[-1].example.kickoff


def test_a_recording_of_seven_years_ago_is_dropped() -> None:
    old, recent = _recording(_KICKOFF), _recording(_KICKOFF + 7 * 365 * DAY)
    kept = RecordingArchive((old, recent)).bounded(recent.example.closes)
    assert kept.recordings == (recent,)


def test_a_text_that_would_be_too_long_loses_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = RecordingArchive(tuple(_weekly(40)))
    monkeypatch.setattr(archive, "MOST_CHARACTERS", len(whole.dumps()) - 1)
    kept = archive.parse(whole.dumps()).recordings
    assert 20 < len(kept) < 40
    assert kept[-1].example == whole.recordings[-1].example


@pytest.mark.parametrize("fresh_first", [True, False])
def test_minutes_replace_means_of_five_and_a_part_replaces_nothing(*, fresh_first: bool) -> None:
    coarse, fine = _recording(_KICKOFF, 1.0, period=5), _recording(_KICKOFF, 2.0)
    part = Recording(fine.example, Loads(fine.loads.first, fine.loads.values[:50]))
    order = [fine, coarse] if fresh_first else [coarse, fine]
    found = RecordingArchive()
    for each in (*order, part):
        found = found.updated([each])
    assert found.recordings == (fine,)


def test_a_match_that_the_calendar_postponed_is_forgotten(tmp_path: Path) -> None:
    target = forecast_target(tmp_path)
    loads = season()
    before = target.archived(loads)
    text = (tmp_path / "config.yaml").read_text()
    moved = text.replace("kickoff: 2026-11-08 20:00", "kickoff: 2027-01-08 20:00")
    assert moved != text
    (tmp_path / "config.yaml").write_text(moved)
    after = ForecastTarget(load(tmp_path / "config.yaml"), READ, 60).archived(loads, before)
    assert len(after.recordings) == len(before.recordings) - 1


def test_a_match_before_the_loads_is_kept_without_the_calendar(tmp_path: Path) -> None:
    target = forecast_target(tmp_path)
    last_season = _recording(_KICKOFF - 200 * DAY)
    found = target.archived(season(), RecordingArchive((last_season,)))
    assert found.recordings[0] == last_season
    growth = target.learn(season(), found).of("match")
    assert growth is not None
    assert growth.kickoffs == 9


def test_means_of_five_minutes_teach_a_curve_and_no_errors(tmp_path: Path) -> None:
    target = forecast_target(tmp_path)
    recordings = target.archived(season()).recordings
    coarse = RecordingArchive(tuple(Recording(each.example, each.loads, 5) for each in recordings))
    fine = target.learn(season()).of("match")
    growth = target.learn(season(), coarse).of("match")
    assert growth is not None
    assert fine is not None
    assert growth.curve == fine.curve
    assert fine.margin(30, 4, 0.1) < 0.02
    assert growth.margin(30, 4, 0.1) == pytest.approx(0.147, abs=0.005)


_STORED: dict[str, object] = {
    "profile": "match",
    "kickoff": _KICKOFF,
    "window": [-20, 120, 150],
    "scale": 1.0,
    "first": -50,
    "period": 1,
    "steps": [1700, 3, -3],
    "unknown": [2],
}


def test_a_possible_archive_is_read() -> None:
    (found,) = archive.parse(pack(json.dumps([_STORED]).encode(), formats.PAST_FIXTURES)).recordings
    assert found.loads.at(_KICKOFF - 49) == pytest.approx(4980, rel=0.01)
    assert isnan(found.loads.at(_KICKOFF - 48))


@pytest.mark.parametrize(
    "wrong",
    [
        {"window": [9, 1, 0]},
        {"window": [-20, 120, 99_999_999]},
        {"scale": 0},
        {"period": 0},
        {"steps": []},
        {"steps": [-1]},
        {"steps": [99_999]},
        {"unknown": [5]},
        {"kickoff": "today"},
    ],
)
def test_an_archive_with_impossible_values_is_corrupt(wrong: dict[str, object]) -> None:
    with pytest.raises(CorruptForecastError):
        archive.parse(pack(json.dumps([_STORED | wrong]).encode(), formats.PAST_FIXTURES))
