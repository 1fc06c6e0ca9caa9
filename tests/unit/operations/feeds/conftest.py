"""A publisher for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.operations.feeds.publisher import Publisher, publishing


@pytest.fixture
def publisher(tmp_path: Path) -> Iterator[Publisher]:
    """A publisher on this machine."""
    with publishing(tmp_path / "publisher") as running:
        yield running
