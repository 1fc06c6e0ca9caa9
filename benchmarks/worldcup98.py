"""Methods to hold capacity on the World Cup of 1998, with burst and with less of it.

Run it as

    .venv/bin/python -m benchmarks.worldcup98 worldcup98

The argument is a folder with `requests-per-minute.csv` and `matches.csv`. The calendar is made from
the matches. Its profile has 2,000 units a match, an invented number. The first span has the 32
matches that the method was chosen on, the second the last sixteen matches of the group stage. Each
span is replayed with all burst, a fifth of it and none, and with minimums on time and two minutes
late; `demand: auto` has a row for the default risk and one for a bold risk. The page of the last
sixteen matches is written to worldcup98.html in the current folder.
"""

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from kickoff.forecast.backtest import Backtest, BacktestResult, Method
from kickoff.forecast.loads import Loads, minute
from kickoff.forecast.target import ForecastTarget
from kickoff.table_throughput import BURST_SECONDS
from kickoff.timeline import Key
from operations.imports.load_file import read_loads
from operations.pages.backtest_page import cells, page
from tests.unit.kickoff.forecast.worldcup98 import calendar

_SPANS = (("1998-06-10T00:00Z", "1998-06-23T00:00Z"), ("1998-06-23T00:00Z", "1998-06-27T00:00Z"))
# Seconds of burst, and minutes by which minimums arrive late.
_CONDITIONS = tuple((burst, late) for burst in (BURST_SECONDS, 60, 0) for late in (0, 2))
_BOLD = 0.5


def main(folder: Path) -> None:
    """Replay every method on both spans, under all conditions."""
    loads = read_loads(folder / "requests-per-minute.csv", 1.0)
    for first, last in _SPANS:
        start, end = (minute(datetime.fromisoformat(day)) for day in (first, last))
        tests = {risk: _test(folder, loads, start, end, risk) for risk in (0.1, _BOLD)}
        tested, methods = tests[0.1], list(_methods(tests))
        for burst, late in _CONDITIONS:
            print(f"\n{first[:10]} to {last[:10]}, {burst} s of burst, minimums {late} min late")
            results = [tested.result(method, burst, late) for method in methods]
            for result in results:
                print(_line(result))
            if (burst, late) == _CONDITIONS[0]:
                Path("worldcup98.html").write_text(page(tested, results), encoding="utf-8")


def _test(folder: Path, loads: Loads, start: int, end: int, risk: float) -> Backtest:
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "config.yaml"
        made = calendar(path, folder / "matches.csv", risk=risk)
    return Backtest(ForecastTarget(made, Key("site", "read"), 60), loads, start, end)


def _methods(tests: dict[float, Backtest]) -> Iterator[Method]:
    """Yield the forecast for each risk, then the other methods."""
    for risk, tested in tests.items():
        yield replace(next(tested.methods()), name=f"demand: auto, risk {risk}")
    yield from list(tests[0.1].methods())[1:]


def _line(result: BacktestResult) -> str:
    name, throttled, share, minutes, hours, held, lowered = cells(result)
    return f"{name:26}{throttled:>14}{share:>10} %{minutes:>6} min{hours:>10}{held:>8}{lowered:>5}"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
