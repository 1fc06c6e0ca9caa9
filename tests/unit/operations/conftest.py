"""The command, run in the test process."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from operations.cli.main import main
from tests.unit.kickoff.files import BASE

CALENDAR = f"""{BASE}fixtures:
- {{name: Leeds v Derby, kickoff: 2026-12-05 12:30, profile: league-match}}
- {{name: Hull v Stoke, kickoff: 2026-12-05 15:00, profile: league-match, scale: 0.5}}
- {{name: Luton v Bury, kickoff: 2026-12-05 15:00, profile: league-match}}
"""


@dataclass(frozen=True)
class Result:
    """The exit code, standard output and standard error of a run."""

    code: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A calendar of three matches on one day."""
    path = tmp_path / "config.yaml"
    path.write_text(CALENDAR)
    return path


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `kickoff` with arguments; any exception but SystemExit fails the test."""
    monkeypatch.delenv("KICKOFF_CONFIG", raising=False)
    monkeypatch.delenv("COLUMNS", raising=False)

    def with_arguments(*arguments: str | Path) -> Result:
        monkeypatch.setattr(sys, "argv", ["kickoff", *map(str, arguments)])
        with pytest.raises(SystemExit) as ending:
            main()
        captured = capsys.readouterr()
        code = ending.value.code
        assert isinstance(code, int)
        return Result(code, captured.out, captured.err)

    return with_arguments
