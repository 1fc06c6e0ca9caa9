import logging
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from botocore import loaders

from prescaler import handler
from prescaler.parallel import map_serially
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.lambda_runtime import aws_environment
from simulator.transport import in_process
from tests.stateful.account import LEASES
from tests.stateful.watch import Watch
from tests.stateful.world import START, World


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    path = tmp_path / "config.yaml"
    # Processes come and go by the thousand: each reads botocore's models anew, but for this.
    monkeypatch.setattr(loaders, "create_loader", cache(loaders.create_loader))
    # The same calls in the same order every time, so that what is found can be found again.
    monkeypatch.setattr(handler, "ThreadMap", lambda _size: map_serially)
    monkeypatch.setattr(logging.getLogger("prescaler"), "propagate", False)
    watch = Watch(Cloud(Clock(START)))
    with (
        aws_environment(KICKOFF_CONFIG=str(path), KICKOFF_LEASE_TABLE=LEASES),
        in_process(watch),
    ):
        yield World(path, watch)
