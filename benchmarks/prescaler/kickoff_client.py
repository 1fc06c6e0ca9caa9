"""Ticks of the prescaler's handler."""

from contextlib import redirect_stdout
from io import StringIO

from benchmarks.prescaler.ticks import run_ticks
from prescaler.handler import handler


def tick(instant: str) -> None:
    """Invoke the handler; its output is dropped."""
    with redirect_stdout(StringIO()):
        handler({"scheduled_time": instant}, None)


if __name__ == "__main__":
    run_ticks(tick)
