import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

AUDIT = Path(__file__).parents[3] / "scripts" / "audit.py"

CLEAN = {"name": "urllib3", "version": "2.8.0", "vulns": []}
VULNERABLE = {"name": "idna", "version": "3.6", "vulns": [{"id": "PYSEC-2024-60"}]}
UNKNOWN = {"name": "kickoff", "skip_reason": "Dependency not found on PyPI"}


def audit(directory: Path, *found: Mapping[str, object]) -> subprocess.CompletedProcess[str]:
    """Run the script beside a fake pip-audit that reports the same pins for every set."""
    (directory / "python").symlink_to(sys.executable)
    program = directory / "pip-audit"
    program.write_text(f"#!/bin/sh\ncat <<'END'\n{json.dumps({'dependencies': found})}\nEND\n")
    program.chmod(0o755)
    # A fixed command.
    return subprocess.run(  # noqa: S603
        [directory / "python", AUDIT], capture_output=True, text=True, check=False
    )


def test_a_vulnerable_dependency_is_shown_and_fails_the_audit(tmp_path: Path) -> None:
    done = audit(tmp_path, CLEAN, VULNERABLE)
    assert done.returncode == 1
    assert "PYSEC-2024-60" in done.stdout
    assert "2 are vulnerable" in done.stderr  # one in each of two sets


@pytest.mark.parametrize("found", [[CLEAN], [CLEAN, UNKNOWN]])
def test_pins_without_vulnerabilities_pass(
    tmp_path: Path, found: list[Mapping[str, object]]
) -> None:
    done = audit(tmp_path, *found)
    assert done.returncode == 0
    assert "NOT AUDITED" not in done.stdout


def test_without_advisories_the_audit_passes_and_says_so(tmp_path: Path) -> None:
    done = audit(tmp_path, UNKNOWN)
    assert done.returncode == 0
    assert "NOT AUDITED" in done.stdout
