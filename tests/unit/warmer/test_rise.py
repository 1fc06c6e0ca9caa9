"""A rise: few containers are warm, many are needed, and the rest have to start first."""

from datetime import timedelta

import pytest

from simulator.traits import Placement, Traits
from tests.unit.warmer.pinging import new_sender, simulated, warm, warming
from warmer.model import PingCode
from warmer.plan.repetition import MOST_PROBES

# The share of a start by which the slowest is slower than the fastest.
_VARY = 0.4


@pytest.mark.parametrize("placement", Placement)
@pytest.mark.parametrize("before", [0, 2])
@pytest.mark.parametrize("start_s", [0.3, 1.2])
def test_a_rise_is_proved_and_starts_hardly_more_containers_than_needed(
    placement: Placement, before: int, start_s: float
) -> None:
    traits = Traits(
        starts=timedelta(seconds=start_s),
        starts_vary=timedelta(seconds=_VARY * start_s),
        placement=placement,
    )
    with simulated() as cloud:
        cloud.add_function("pricing", traits=traits)
        sender = new_sender()
        if before:
            warm(sender, warming(before))
        [risen] = warm(sender, warming(40), within_s=48)
        [later] = warm(sender, warming(40), within_s=48)
        made = cloud.containers_made("pricing", "live")
    assert (risen.code, risen.report.distinct) == (PingCode.OK, 40)
    assert (later.code, later.report.distinct) == (PingCode.OK, 40)
    assert 40 <= made <= 40 + 2 * MOST_PROBES
    assert later.report.hold_ms < 1000 * start_s
