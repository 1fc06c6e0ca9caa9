"""A few seconds of the machine; KICKOFF_EXAMPLES=2500 runs it for long, on another path each time.

KICKOFF_EXAMPLES=2500 .venv/bin/python -m pytest -n 2 tests/stateful
"""

import logging
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from botocore import loaders
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from prescaler import handler
from prescaler.crew import serially
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.lambda_runtime import aws_environment
from simulator.transport import in_process
from tests.stateful.account import LEASES
from tests.stateful.machine import Prescaling
from tests.stateful.watch import Watch
from tests.stateful.world import START, World

EXAMPLES = int(os.environ.get("KICKOFF_EXAMPLES", "0"))  # of each of the two
LEAN = 6


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    path = tmp_path / "config.yaml"
    # Processes come and go by the thousand: each reads botocore's models anew, but for this.
    monkeypatch.setattr(loaders, "create_loader", cache(loaders.create_loader))
    # The same calls in the same order every time, so that what is found can be found again.
    monkeypatch.setattr(handler, "Crew", lambda _size: serially)
    monkeypatch.setattr(logging.getLogger("prescaler"), "propagate", False)
    watch = Watch(Cloud(Clock(START)))
    with (
        aws_environment(KICKOFF_CONFIG=str(path), KICKOFF_LEASE_TABLE=LEASES),
        in_process(watch),
    ):
        yield World(path, watch)


@pytest.mark.parametrize("over_max", ["clamp", "raise"])
def test_whatever_happens_capacity_is_there_and_goes_again(world: World, over_max: str) -> None:
    class Here(Prescaling):
        """In this world."""

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
