"""A few seconds of the machine; KICKOFF_EXAMPLES=2500 runs it for long, with random paths.

KICKOFF_EXAMPLES=2500 .venv/bin/python -m pytest -n 2 tests/stateful
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.stateful.machine import Prescaling
from tests.stateful.world import World

EXAMPLES = int(os.environ.get("KICKOFF_EXAMPLES", "0"))  # of each of the two
LEAN = 6


@pytest.mark.parametrize("over_max", ["clamp", "raise"])
def test_whatever_happens_capacity_is_raised_in_time_and_restored(
    world: World, over_max: str
) -> None:
    class Here(Prescaling):
        """The machine in this world."""

    Here.world, Here.over_max = world, over_max
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=EXAMPLES or LEAN,
            stateful_step_count=20,
            derandomize=not EXAMPLES,
            deadline=None,
            phases=[Phase.generate, Phase.shrink],
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
