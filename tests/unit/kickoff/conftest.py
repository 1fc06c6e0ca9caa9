"""Calendars written to a file and loaded from it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kickoff.calendar import Calendar, ConfigError, Problem, load

Loaded = Callable[[str], Calendar]
Refused = Callable[[str | bytes], tuple[Problem, ...]]


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    """Load a calendar from its text; imported files are in tmp_path."""

    def from_text(text: str) -> Calendar:
        path = tmp_path / "config.yaml"
        path.write_text(text, encoding="utf-8")
        return load(path)

    return from_text


@pytest.fixture
def refused(tmp_path: Path) -> Refused:
    """Return the problems of a text or of bytes that must be refused."""

    def from_content(content: str | bytes) -> tuple[Problem, ...]:
        path = tmp_path / "config.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        with pytest.raises(ConfigError) as refusal:
            load(path)
        return refusal.value.problems

    return from_content
