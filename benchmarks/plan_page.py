"""Cost of a very large plan page, and its smoothness in a browser.

Run it as

    .venv/bin/python -m benchmarks.plan_page

It makes two pages: the calendar of benchmarks/timeline.py (10,000 fixtures, 1,000 tables, a year),
and the same fixtures with all demand on one table. For each page it prints the time to make it and
its size. If a Chromium is installed, it also prints the time to open the page. Then it zooms, pans
and scrolls with the whole year in view, and prints the median and the 95th percentile of the time
between frames, and of the script's part of it. A headless browser paints without a graphics
processor, so a normal browser is faster.

It exits with 1 if a page is larger than the limit.
"""

import re
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.timeline import calendar_text
from kickoff.calendar import load
from operations.pages.plan_page import page
from tests.end_to_end.browser import Tab, browser, executable

_START, _END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
_MEGABYTES = 8
_FRAMES = 60
_WHEEL = "rows.dispatchEvent(new WheelEvent('wheel', {{{}, clientX: 700, cancelable: true}}))"
_GESTURES = {
    "zoom": _WHEEL.format("deltaY: -8, ctrlKey: true"),
    "pan": _WHEEL.format("deltaX: 8"),
    "scroll": "scrollBy(0, 40)",
}
_WATCH = """
rows = document.getElementById('rows');
scripted = [];
real = requestAnimationFrame;
requestAnimationFrame = work => real(at => {
  const before = performance.now();
  work(at);
  scripted.push(performance.now() - before);
});
0
"""
_MEASURE = """new Promise(done => {
  const frames = [];
  scripted = [];
  const step = at => {
    frames.push(at);
    %s;
    if (frames.length <= %d) return real(step);
    const spread = values => values.sort((a, b) => a - b);
    const ranks = values => [values.length >> 1, values.length * 0.95 | 0].map(n => values[n] ?? 0);
    done([frames.slice(1).map((at, n) => at - frames[n]), scripted].map(spread).map(ranks));
  };
  real(step);
})"""


def one_table() -> str:
    """Text of the calendar in which all fixtures have a demand on the same table."""
    text = re.sub(r"\n      t(?!0:)\d+: .*", "", calendar_text())
    return re.sub(r"    demand:\n(?!      t0)", "    demand:\n      t0: {read: 100}\n", text)


def make_page(text: str, folder: Path) -> Path:
    """Write the page of a calendar; print its time and size."""
    path, drawn = folder / "config.yaml", folder / "plan.html"
    path.write_text(text, encoding="utf-8")
    calendar = load(path)
    before = time.process_time()
    drawn.write_text(page(calendar, _START, _END), encoding="ascii")
    taken = time.process_time() - before
    print(f"  made in {taken:.1f} s CPU, {drawn.stat().st_size / 1e6:.1f} MB (limit {_MEGABYTES})")
    return drawn


def measure_frames(tab: Tab, drawn: Path) -> None:
    """Open a page, move in it, and print the times of its frames."""
    before = time.perf_counter()
    tab.open(drawn, width=1440)
    print(f"  open and drawn in {time.perf_counter() - before:.2f} s")
    tab.evaluate("document.getElementById('timelines').scrollIntoView()")
    tab.evaluate(_WATCH)
    for name, gesture in _GESTURES.items():
        tab.evaluate("document.querySelector('[data-move=all]').click()")
        if name == "pan":
            tab.evaluate("document.querySelector('[data-move=in]').click()")
        frames, own = tab.evaluate(_MEASURE % (gesture, _FRAMES))
        print(
            f"  {name:7} frame {frames[0]:5.1f} ms, 95 % within {frames[1]:5.1f}; "
            f"of it script {own[0]:4.1f} ms, 95 % within {own[1]:4.1f}"
        )


def main() -> int:
    """Measure, print, and compare with the limit."""
    program, largest = executable(), 0.0
    for name, text in (("1,000 tables", calendar_text()), ("one busy table", one_table())):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as kept:
            print(f"10,000 fixtures, {name}, 2026")
            drawn = make_page(text, Path(kept))
            largest = max(largest, drawn.stat().st_size / 1e6)
            if program is None:
                print("  no Chromium or Chrome on PATH to open it in")
                continue
            with browser(program, Path(kept) / "profile") as tab:
                measure_frames(tab, drawn)
    return int(largest > _MEGABYTES)


if __name__ == "__main__":
    sys.exit(main())
