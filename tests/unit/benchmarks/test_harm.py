from dataclasses import replace

import pytest

from benchmarks.harm import Policy, Setting, suffered

# A quick one: fewer containers, shorter requests.
SETTING = Setting(wanted=30, lasts=700, every=180, request=0.5)
LEVELS = [0.1, 0.25, 0.5, 0.75, 1.0, 1.5]
BUSY = [0.75, 1.0, 1.5]
SEEDS = range(4)


def harm(level: float, policy: Policy, setting: Setting = SETTING) -> list[tuple[int, int]]:
    """Cold starts of each run: all, and those while pings held containers."""
    live = replace(setting, live=level * setting.wanted)
    runs = [suffered(replace(live, seed=seed), policy) for seed in SEEDS]
    return [(run.cold, run.by_pings) for run in runs]


def by_pings(level: float, policy: Policy) -> int:
    return sum(each for _, each in harm(level, policy))


@pytest.mark.parametrize("level", LEVELS)
def test_topping_up_never_makes_more_live_requests_cold_than_seizing_all(level: float) -> None:
    assert by_pings(level, Policy.TOP_UP) <= by_pings(level, Policy.SEIZE)


def test_beside_heavy_traffic_topping_up_makes_clearly_fewer_cold() -> None:
    topped = sum(by_pings(level, Policy.TOP_UP) for level in BUSY)
    seized = sum(by_pings(level, Policy.SEIZE) for level in BUSY)
    assert seized >= 10
    assert topped <= seized / 4


@pytest.mark.parametrize("policy", [Policy.SEIZE, Policy.TOP_UP])
@pytest.mark.parametrize("level", [0.25, 0.75])
def test_either_way_as_many_are_warm_as_were_asked_for_and_fewer_requests_are_cold(
    level: float, policy: Policy
) -> None:
    setting = replace(SETTING, live=level * SETTING.wanted)
    warmed = suffered(setting, policy)
    assert warmed.warm >= SETTING.wanted
    assert warmed.cold < suffered(setting, Policy.NONE).cold


def test_topping_up_holds_fewer_containers() -> None:
    setting = replace(SETTING, live=SETTING.wanted)
    topped, seized = suffered(setting, Policy.TOP_UP), suffered(setting, Policy.SEIZE)
    assert topped.pings < seized.pings
    assert topped.held < seized.held


def test_without_traffic_both_ping_all() -> None:
    quiet = replace(SETTING, live=0)
    assert suffered(quiet, Policy.TOP_UP) == suffered(quiet, Policy.SEIZE)


def test_the_same_setting_gives_the_same_harm() -> None:
    assert suffered(SETTING, Policy.TOP_UP) == suffered(SETTING, Policy.TOP_UP)


def test_a_container_takes_one_request_at_a_time() -> None:
    """All requests overlap: each has to start a container of its own."""
    crowd = Setting(live=5, request=50, lasts=62, every=1000)
    alone = suffered(crowd, Policy.NONE)
    assert alone.requests == alone.cold
