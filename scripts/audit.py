"""Looks all pinned dependencies up in PyPI's advisories; exits with 1 where one is vulnerable.

    .venv-audit/bin/python scripts/audit.py

Where PyPI itself is out of reach, as behind a mirror that has the packages alone, it says that
nothing was audited and exits with 0: a mirror that is poorer must not stop work, nor look clean.
"""

import json
import subprocess
import sys
from pathlib import Path

PIP_AUDIT = Path(sys.executable).with_name("pip-audit")
# The development set holds every pin of the functions and of the command.
SETS = ("dev", "sam")


def audit(name: str) -> list[dict[str, object]]:
    """What is known of each pin of a set."""
    # The audit's own program; it exits with 1 where it finds something.
    done = subprocess.run(  # noqa: S603
        [
            PIP_AUDIT,
            "--disable-pip",
            "--no-deps",
            "--progress-spinner=off",
            "--format=json",
            f"--requirement=requirements/{name}.txt",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.stdout:
        sys.exit(f"kickoff: the audit failed\n{done.stderr}")
    found: list[dict[str, object]] = json.loads(done.stdout)["dependencies"]
    return found


def main() -> None:
    """Audit, and say what came of it."""
    pins = [pin for name in SETS for pin in audit(name)]
    unknown = [pin for pin in pins if "skip_reason" in pin]
    vulnerable = [pin for pin in pins if pin.get("vulns")]
    for pin in vulnerable:
        print(json.dumps(pin))
    print(f"kickoff: {len(pins) - len(unknown)} of {len(pins)} pins audited")
    if len(unknown) == len(pins):
        print("kickoff: NOT AUDITED, PyPI's advisories are not reachable from here")
    if vulnerable:
        sys.exit(f"kickoff: {len(vulnerable)} are vulnerable; `make lock` takes newer ones")


main()
