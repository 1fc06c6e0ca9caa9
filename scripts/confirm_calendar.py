"""Ask before the sample calendar is deployed; its tables and functions are not yours.

    .venv/bin/python -m scripts.confirm_calendar

Exits with 1 if a person says no, or if nobody can be asked. SAMPLE=yes answers in advance.
"""

import os
import sys
from pathlib import Path

from kickoff.calendar.loading.files import is_address
from operations.sample import SAMPLE_MARK, is_sample


def main() -> None:
    """Return if the calendar may be deployed."""
    location = os.environ.get("KICKOFF_CONFIG") or "config.yaml"
    path = Path(location)
    if (
        is_address(location)
        or not path.is_file()
        or not is_sample(path.read_text("utf-8", "replace"))
    ):
        return
    if os.environ.get("SAMPLE") == "yes":
        return
    if sys.stdin.isatty():
        answer = input(
            f"kickoff: {location} is the sample calendar. Deploy it all the same? [y/N] "
        )
        if answer.strip().lower() in {"y", "yes"}:
            return
    sys.exit(
        f"kickoff: {location} is the sample calendar, so nothing is built or deployed. Name yours "
        f"with KICKOFF_CONFIG=FILE. If this one is yours, delete its line\n  {SAMPLE_MARK}\n"
        "or, to try the sample, give SAMPLE=yes"
    )


main()
