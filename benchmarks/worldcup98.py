"""`kickoff backtest` on the World Cup of 1998: the group stage, then its last sixteen matches.

Run it as

    .venv/bin/python -m benchmarks.worldcup98 worldcup98

The argument is a folder with `requests-per-minute.csv` and `matches.csv`. The calendar is made from
the matches. Its profile has 2,000 units a match, an invented number. The page of the last
sixteen matches is written to worldcup98.html in the current folder.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.unit.kickoff.forecast.worldcup98 import write_calendar

_SPANS = (
    ("1998-06-10T00:00Z", "1998-06-27T00:00Z"),
    ("1998-06-23T00:00Z", "1998-06-27T00:00Z"),
)


def main(folder: Path) -> None:
    """Run the real command on both spans."""
    command = str(Path(sys.executable).with_name("kickoff"))
    with tempfile.TemporaryDirectory() as temporary:
        config = write_calendar(Path(temporary) / "config.yaml", folder / "matches.csv")
        for start, end in _SPANS:
            options = {
                "--config": str(config),
                "--load": str(folder / "requests-per-minute.csv"),
                "--target": "site",
                "--from": start,
                "--to": end,
                "--html": "worldcup98.html",
            }
            words = [word for option in options.items() for word in option]
            subprocess.run([command, "backtest", *words], check=True)  # noqa: S603 (fixed)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
