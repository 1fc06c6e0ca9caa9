from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kickoff.aws.place import Place
from kickoff.aws.sessions import Aws
from kickoff.calendar import load
from operations.preflight.horizon import Horizon
from simulator.lambda_runtime import aws_environment
from simulator.transport import in_process
from tests.unit.operations.preflight.account import Account, good
from tests.unit.operations.preflight.horizons import Written
from tests.unit.operations.preflight.identity import Identity, Lines


@pytest.fixture(scope="session")
def kept() -> tuple[Lines, Aws]:
    """Where all stories' clients go, and what makes them."""
    line, aws = Lines(good(), Identity()), Aws()
    with aws_environment(), in_process(line):
        assert aws.session(Place()).get_credentials()
    return line, aws


@pytest.fixture
def account(tmp_path: Path, kept: tuple[Lines, Aws]) -> Iterator[Account]:
    """One in which nothing stands in the calendar's way."""
    line, aws = kept
    line.cloud, line.identity = good(), Identity()
    with aws_environment(), in_process(line):
        yield Account(tmp_path, line, aws)


@pytest.fixture
def horizon(tmp_path: Path) -> Written:
    """The coming days of a calendar, from its text."""

    def from_text(text: str, now: datetime, days: int = 14) -> Horizon:
        path = tmp_path / "config.yaml"
        path.write_text(text)
        return Horizon.of(load(path), now, now + timedelta(days=days))

    return from_text
