"""The import of a text into a calendar."""

from pathlib import Path

import pytest

from tests.unit.kickoff.files import PROFILES, TARGETS
from tests.unit.operations.conftest import Result, Run


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A calendar without fixtures."""
    path = tmp_path / "config.yaml"
    path.write_text(TARGETS + PROFILES)
    return path


@pytest.fixture
def import_text(run: Run, config: Path, tmp_path: Path) -> Run:
    """Imports a text with options, under the profile league-match."""

    def file(text: str | bytes, *options: str, name: str = "list.csv") -> Result:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return run("import", path, "--config", config, "--profile", "league-match", *options)

    return file
