from dataclasses import replace

import pytest

from benchmarks.warming_harm.simulation import WarmedFunction, WavePolicy, simulate
from simulator.traits import Placement

# Fewer containers and a shorter run than the benchmark.
FUNCTION = WarmedFunction(desired=30, lasts=700, every=180, request=0.5)
LEVELS = [0.1, 0.25, 0.5, 0.75, 1.0, 1.5]
BUSY_LEVELS = [0.75, 1.0, 1.5]
SEEDS = range(4)


def cold_by_pings(level: float, policy: WavePolicy) -> int:
    """Cold starts while pings held containers, over all seeds."""
    function = replace(FUNCTION, live=level * FUNCTION.desired)
    return sum(simulate(replace(function, seed=seed), policy).by_pings for seed in SEEDS)


@pytest.mark.parametrize("level", LEVELS)
def test_top_up_never_causes_more_cold_starts_than_pinging_all_containers(level: float) -> None:
    assert cold_by_pings(level, WavePolicy.TOP_UP) <= cold_by_pings(level, WavePolicy.SEIZE)


def test_top_up_causes_far_fewer_cold_starts_beside_heavy_traffic() -> None:
    top_up = sum(cold_by_pings(level, WavePolicy.TOP_UP) for level in BUSY_LEVELS)
    seize = sum(cold_by_pings(level, WavePolicy.SEIZE) for level in BUSY_LEVELS)
    assert seize >= 10
    assert top_up <= seize / 4


@pytest.mark.parametrize("policy", [WavePolicy.SEIZE, WavePolicy.TOP_UP])
@pytest.mark.parametrize("level", [0.25, 0.75])
def test_both_policies_reach_the_desired_number_and_reduce_cold_starts(
    level: float, policy: WavePolicy
) -> None:
    function = replace(FUNCTION, live=level * FUNCTION.desired)
    warmed = simulate(function, policy)
    assert warmed.warm >= FUNCTION.desired
    assert warmed.cold < simulate(function, WavePolicy.NONE).cold


def test_top_up_sends_fewer_pings_and_holds_fewer_containers() -> None:
    function = replace(FUNCTION, live=FUNCTION.desired)
    top_up, seize = simulate(function, WavePolicy.TOP_UP), simulate(function, WavePolicy.SEIZE)
    assert top_up.pings < seize.pings
    assert top_up.held < seize.held


def test_both_policies_ping_all_containers_without_traffic() -> None:
    quiet = replace(FUNCTION, live=0)
    assert simulate(quiet, WavePolicy.TOP_UP) == simulate(quiet, WavePolicy.SEIZE)


def test_the_same_seed_gives_the_same_result() -> None:
    assert simulate(FUNCTION, WavePolicy.TOP_UP) == simulate(FUNCTION, WavePolicy.TOP_UP)


def test_a_container_serves_one_request_at_a_time() -> None:
    """All requests overlap, so each one starts a container."""
    overlapping = WarmedFunction(live=5, request=50, lasts=62, every=1000)
    alone = simulate(overlapping, WavePolicy.NONE)
    assert alone.requests == alone.cold


@pytest.mark.parametrize("policy", WavePolicy)
def test_handed_over_requests_wait_for_less_time_than_a_start_each(policy: WavePolicy) -> None:
    function = replace(FUNCTION, live=FUNCTION.desired, placement=Placement.HANDED_OVER)
    harm = simulate(function, policy)
    assert harm.cold > 0
    assert harm.waited < harm.cold * FUNCTION.start
    bound = simulate(replace(function, placement=Placement.BOUND), policy)
    assert bound.waited == pytest.approx(bound.cold * FUNCTION.start)
