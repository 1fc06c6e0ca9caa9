"""`demand: auto` in the calendar."""

from pathlib import Path

import pytest

from kickoff.calendar import ConfigError, DemandSource, load
from tests.unit.kickoff.files import BASE


def _write(folder: Path, value: str) -> Path:
    path = folder / "config.yaml"
    path.write_text(BASE.replace("table: prices", f"table: prices\n    demand: {value}"))
    return path


def test_the_demand_of_a_target_can_be_learned(tmp_path: Path) -> None:
    calendar = load(_write(tmp_path, "auto"))
    assert calendar.targets["prices"].demand is DemandSource.AUTO
    assert calendar.targets["pricing"].demand is DemandSource.WRITTEN


def test_other_words_are_refused_with_the_accepted_ones(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r":6:.*'learned'.*'written' or 'auto'"):
        load(_write(tmp_path, "learned"))
