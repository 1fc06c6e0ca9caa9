"""The import contracts of pyproject.toml."""

import subprocess
import sys
from pathlib import Path

_REPOSITORY = Path(__file__).parents[1]


def test_all_import_contracts_are_kept() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(  # noqa: S603 (a fixed command)
        command, cwd=_REPOSITORY, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 broken" in done.stdout
