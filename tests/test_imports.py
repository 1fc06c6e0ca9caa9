"""The lines between the packages, as pyproject.toml draws them, are kept."""

import subprocess
import sys
from pathlib import Path

_REPOSITORY = Path(__file__).parents[1]


def test_every_import_goes_one_way() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    ended = subprocess.run(  # noqa: S603 (a tool of our own environment)
        command, cwd=_REPOSITORY, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert " 0 broken" in ended.stdout
