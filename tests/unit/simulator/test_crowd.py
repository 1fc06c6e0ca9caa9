from decimal import Decimal

import pytest

from kickoff.timeline import Bounds, Combine, Fixture, Key, Phase, levels
from simulator.day.crowd import Crowd
from tests.unit.simulator.times import at, minutes

READ = Key("prices", "read")
BOUNDS = {READ: Bounds(50, 4000)}


def match(clock: str = "15:00", *, share: str = "1") -> Fixture:
    kickoff = at(clock)
    opens, end, closes = kickoff - minutes(20), kickoff + minutes(120), kickoff + minutes(150)
    phase = Phase(opens, closes, Decimal(share))
    return Fixture("Leeds v Derby", "league-match", kickoff, end, (phase,), {READ: 1200})


def reads(clock: str, *fixtures: Fixture, crowd: Crowd | None = None) -> float:
    return (crowd or Crowd()).load(BOUNDS, fixtures, at(clock))[READ]


def test_the_load_without_fixtures_is_the_quiet_share() -> None:
    assert 0.9 * 20 < reads("15:00") <= 20


def test_the_load_peaks_at_kickoff_and_at_the_final_whistle() -> None:
    before, climbing, kickoff, settled, whistle, after = (
        reads(clock, match()) for clock in ("14:39", "14:50", "15:00", "15:40", "16:59", "17:30")
    )
    assert before < climbing < settled < kickoff
    assert settled < whistle
    assert after < 20


def test_the_seed_determines_the_day() -> None:
    assert reads("15:00", match()) == reads("15:00", match())
    assert reads("15:00", match()) != reads("15:00", match(), crowd=Crowd(seed=1))


@pytest.mark.parametrize("combine", list(Combine))
def test_the_load_never_exceeds_the_desired_level(combine: Combine) -> None:
    bounds = {READ: Bounds(50, 4000, combine)}
    fixtures = [match(), match("15:30", share="0.5")]
    for minute in range(300):
        instant = at("14:00") + minutes(minute)
        load = Crowd().load(bounds, fixtures, instant)[READ]
        assert load <= levels(bounds, fixtures, instant)[READ].value


def test_loads_of_concurrent_fixtures_add_up() -> None:
    assert reads("15:40", match(), match()) == pytest.approx(2 * reads("15:40", match()))
