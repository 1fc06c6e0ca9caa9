from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kickoff.aws.place import Place
from kickoff.aws.sessions import Aws
from kickoff.calendar import load
from operations.preflight.period import CheckPeriod
from simulator.lambda_runtime import aws_environment
from simulator.transport import in_process
from tests.unit.operations.preflight.account import Account, good
from tests.unit.operations.preflight.identity import Identity, RoutedEndpoint
from tests.unit.operations.preflight.periods import PeriodMaker


@pytest.fixture(scope="session")
def shared_endpoint() -> tuple[RoutedEndpoint, Aws]:
    """The endpoint of all tests' clients, and their sessions."""
    endpoint, aws = RoutedEndpoint(good(), Identity()), Aws()
    with aws_environment(), in_process(endpoint):
        assert aws.session(Place()).get_credentials()
    return endpoint, aws


@pytest.fixture
def account(tmp_path: Path, shared_endpoint: tuple[RoutedEndpoint, Aws]) -> Iterator[Account]:
    """An account in which the calendar meets no problem."""
    endpoint, aws = shared_endpoint
    endpoint.cloud, endpoint.identity = good(), Identity()
    with aws_environment(), in_process(endpoint):
        yield Account(tmp_path, endpoint, aws)


@pytest.fixture
def make_period(tmp_path: Path) -> PeriodMaker:
    """Return a function that makes the check period of a calendar's text."""

    def from_text(text: str, now: datetime, days: int = 14) -> CheckPeriod:
        path = tmp_path / "config.yaml"
        path.write_text(text)
        return CheckPeriod.of(load(path), now, now + timedelta(days=days))

    return from_text
