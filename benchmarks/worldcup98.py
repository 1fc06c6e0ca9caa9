"""Methods to hold capacity on the World Cup of 1998, with burst and with less of it.

Run it as

    .venv/bin/python -m benchmarks.worldcup98 worldcup98

The argument is a folder with `requests-per-minute.csv` and `matches.csv`. The calendar is made from
the matches. Its profile has 2,000 units a match, an invented number. The first span is the group
stage; the second is its last sixteen matches. The page of the last sixteen matches is written to
worldcup98.html in the current folder.
"""

import sys
import tempfile
from datetime import datetime
from pathlib import Path

from kickoff.calendar import load
from kickoff.forecast.backtest import Backtest, BacktestResult
from kickoff.forecast.loads import minute
from kickoff.forecast.replay import BURST_SECONDS
from kickoff.forecast.target import ForecastTarget
from kickoff.timeline import Key
from operations.imports.load_file import read_loads
from operations.pages.backtest_page import cells, page
from tests.unit.kickoff.forecast.worldcup98 import write_calendar

_SPANS = (("1998-06-10T00:00Z", "1998-06-27T00:00Z"), ("1998-06-23T00:00Z", "1998-06-27T00:00Z"))
# Seconds of burst, and minutes by which minimums arrive late.
_CONDITIONS = ((BURST_SECONDS, 0), (60, 0), (60, 2), (30, 0), (0, 0), (0, 2))


def main(folder: Path) -> None:
    """Replay every method on both spans, under all conditions."""
    loads = read_loads(folder / "requests-per-minute.csv", 1.0)
    with tempfile.TemporaryDirectory() as temporary:
        path = write_calendar(Path(temporary) / "config.yaml", folder / "matches.csv")
        target = ForecastTarget(load(path), Key("site", "read"), 60)
    for first, last in _SPANS:
        start, end = (minute(datetime.fromisoformat(day)) for day in (first, last))
        for burst, late in _CONDITIONS:
            tested = Backtest(target, loads, start, end, burst, late)
            print(f"\n{first[:10]} to {last[:10]}, {burst} s of burst, minimums {late} min late")
            results = list(tested.results())
            for result in results:
                print(_line(result))
            if (burst, late) == _CONDITIONS[0]:
                Path("worldcup98.html").write_text(page(tested, results), encoding="utf-8")


def _line(result: BacktestResult) -> str:
    name, throttled, share, minutes, hours, held, lowered = cells(result)
    return f"{name:26}{throttled:>14}{share:>10} %{minutes:>6} min{hours:>10}{held:>8}{lowered:>5}"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
