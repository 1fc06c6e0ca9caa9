from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kickoff.config import load
from preflight.horizon import Horizon
from tests.unit.preflight.account import Account
from tests.unit.preflight.horizons import Written


@pytest.fixture
def account(tmp_path: Path) -> Account:
    """One in which nothing stands in the calendar's way."""
    return Account(tmp_path)


@pytest.fixture
def horizon(tmp_path: Path) -> Written:
    """The coming days of a calendar, from its text."""

    def from_text(text: str, now: datetime, days: int = 14) -> Horizon:
        path = tmp_path / "config.yaml"
        path.write_text(text)
        return Horizon.of(load(path), now, now + timedelta(days=days))

    return from_text
