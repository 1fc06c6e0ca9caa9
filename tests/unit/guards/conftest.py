from pathlib import Path

import pytest

from tests.unit.guards.wire import build_layer


@pytest.fixture(scope="session")
def cached(request: pytest.FixtureRequest) -> Path:
    """The folder that keeps packages between runs."""
    return Path(request.config.cache.mkdir("packages"))


@pytest.fixture(scope="session")
def layer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The layer that guards any function."""
    return build_layer(tmp_path_factory.mktemp("layer"))
