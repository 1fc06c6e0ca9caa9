"""Check all pinned dependencies against PyPI's advisories; exit with 1 if one is vulnerable.

    .venv-audit/bin/python scripts/audit.py

A mirror of PyPI may have the packages but not the advisories. Then the script prints NOT AUDITED
and exits with 0.
"""

import json
import subprocess
import sys
from pathlib import Path

PIP_AUDIT = Path(sys.executable).with_name("pip-audit")
# The development set holds every pin of the functions and of the command.
SETS = ("dev", "sam")


def audit(name: str) -> list[dict[str, object]]:
    """Return each pin of a requirements file with its known vulnerabilities."""
    # A fixed command; it exits with 1 if it finds a vulnerability.
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
    """Audit all pins and print the result."""
    pins = [pin for name in SETS for pin in audit(name)]
    unknown = [pin for pin in pins if "skip_reason" in pin]
    vulnerable = [pin for pin in pins if pin.get("vulns")]
    for pin in vulnerable:
        print(json.dumps(pin))
    print(f"kickoff: {len(pins) - len(unknown)} of {len(pins)} pins audited")
    if len(unknown) == len(pins):
        print("kickoff: NOT AUDITED, PyPI's advisories cannot be reached from here")
    if vulnerable:
        sys.exit(f"kickoff: {len(vulnerable)} are vulnerable; `make lock` pins newer versions")


main()
