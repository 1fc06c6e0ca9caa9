import pytest

from tests.unit.prescaler.world import World


@pytest.fixture
def world() -> World:
    return World()
