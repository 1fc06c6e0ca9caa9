"""Tags and teams of fixtures, and their effect on past peaks."""

from pathlib import Path

import pytest

from kickoff.calendar import load
from kickoff.forecast import archive
from kickoff.forecast.loads import instant, minute
from kickoff.forecast.profile_forecast import profile_forecasts
from kickoff.forecast.tags import TaggedPeak, tag_effects, tags_of, used_factor
from kickoff.forecast.target import ForecastTarget
from kickoff.timeline import Fixture
from tests.unit.kickoff.files import READ, utc
from tests.unit.kickoff.forecast.seasons import FIRST, forecast_target, season

_TONIGHT = utc("2026-11-02 20:00")


def _fixture(name: str, *tags: str) -> Fixture:
    return Fixture(name, "match", _TONIGHT, _TONIGHT, (), {}, tags=tags)


@pytest.mark.parametrize(
    ("name", "tags"),
    [
        ("Leeds v Derby", {"team leeds", "team derby"}),
        ("Leeds vs. Derby", {"team leeds", "team derby"}),
        ("St. Pauli - Köln", {"team st. pauli", "team köln"}),
        ("Cup final", set()),
        ("Leeds v Derby v Hull", set()),
        ("Stoke-on-Trent night", set()),
    ],
)
def test_the_teams_in_a_name_are_tags(name: str, tags: set[str]) -> None:
    assert tags_of(_fixture(name)) == tags


def test_tags_have_small_letters() -> None:
    assert tags_of(_fixture("Leeds v Derby", "TV")) == {"tv", "team leeds", "team derby"}


def _peaks(derbies: int, others: int) -> list[TaggedPeak]:
    return [
        *(TaggedPeak(frozenset({"derby"}), 1500) for _ in range(derbies)),
        *(TaggedPeak(frozenset({"tv"}), 1000) for _ in range(others)),
    ]


@pytest.mark.parametrize(
    ("derbies", "others", "used"), [(5, 5, True), (4, 20, False), (20, 4, False)]
)
def test_an_effect_is_used_if_enough_fixtures_had_it(
    derbies: int, others: int, *, used: bool
) -> None:
    effects = tag_effects(_peaks(derbies, others), frozenset({"derby"}))
    (effect,) = effects
    assert (effect.factor, effect.fixtures, effect.is_used) == (1.5, derbies, used)
    assert used_factor(effects) == (1.5 if used else 1.0)
    assert ("too few to use" in effect.sentence()) is not used


def test_a_tag_that_no_past_fixture_had_has_no_effect() -> None:
    assert tag_effects(_peaks(5, 5), frozenset({"final"})) == []


def test_the_strongest_effect_is_used() -> None:
    late, derby = frozenset({"late"}), frozenset({"derby"})
    peaks = [TaggedPeak(late, 900), TaggedPeak(derby, 1500), TaggedPeak(frozenset(), 1000)] * 8
    effects = tag_effects(peaks, late | derby)
    assert [each.tag for each in effects] == ["derby", "late"]
    assert used_factor(effects) == effects[0].factor > 1.4


def test_a_season_of_derbies_is_compared_with_the_other_matches(tmp_path: Path) -> None:
    """Every second match is a derby with twice the load; the next match is one too."""
    days = 15
    forecast_target(tmp_path, ("match",) * (days + 1))
    path = tmp_path / "config.yaml"
    head, _, lines = path.read_text().partition("fixtures:\n")
    tagged = [
        line.replace("profile: match", "profile: match, tags: [Derby]") if day % 2 else line
        for day, line in enumerate(lines.splitlines())
    ]
    path.write_text(f"{head}fixtures:\n" + "\n".join(tagged) + "\n")
    target = ForecastTarget(load(path), READ, 60)
    loads = season(days=days)
    for number in range(len(loads.values)):
        if number // (24 * 60) % 2:
            loads.values[number] *= 2
    stored = archive.parse(target.archived(loads).dumps())
    (forecast,) = profile_forecasts(target, stored.recordings, instant(minute(FIRST) + days * 1440))
    (effect,) = forecast.tag_effects
    assert (effect.tag, effect.fixtures, effect.is_used) == ("derby", 7, True)
    assert effect.factor == pytest.approx(2.0, rel=0.01)
