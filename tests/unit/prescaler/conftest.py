from collections.abc import Iterator

import pytest

from simulator.lambda_runtime import aws_environment
from simulator.transport import in_process
from tests.unit.prescaler.connection import Connection
from tests.unit.prescaler.world import World, account


@pytest.fixture(scope="session")
def shared_connection() -> Connection:
    """One connection for all tests: its clients take milliseconds to make."""
    return Connection()


@pytest.fixture
def connection(shared_connection: Connection) -> Iterator[Connection]:
    """The connection to a new account."""
    shared_connection.begin(account())
    with aws_environment(), in_process(shared_connection):
        yield shared_connection


@pytest.fixture
def world(connection: Connection) -> World:
    """The default account and its prescaler."""
    return World(connection)
