from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def cached(request: pytest.FixtureRequest) -> Path:
    """The folder that keeps packages between runs."""
    return Path(request.config.cache.mkdir("packages"))
