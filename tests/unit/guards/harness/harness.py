"""Drives the Python guard: reads one step a line on standard input, writes its result as a line."""

import json
import logging
import sys
import threading
import time
import uuid
from types import SimpleNamespace
from typing import Any

sys.path.insert(0, sys.argv[1])
import kickoff_guard  # type: ignore[import-not-found]  # in the directory that argv names

BEGAN = 1_796_473_200.0
PING = {"kickoff": {"ping": "w"}}


class Clock:
    """A clock that moves only in sleep and by the `passes` of a step."""

    def __init__(self) -> None:
        self.now = BEGAN
        self.naps: list[float] = []

    def time(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.naps.append(round(seconds * 1000, 3))
        self.now += seconds


class Log(logging.Handler):
    """Keeps the lines of the guard's log."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


class Guarded:
    """A business handler in its guard."""

    def __init__(self, clock: Clock, prime: str | None) -> None:
        self.reached: list[Any] = []
        self.clock = clock
        self.primed: list[Any] = []
        given = {} if prime is None else {"prime": lambda context: self._prime(prime, context)}
        self.handler = kickoff_guard.warmed(self._business, **given)

    def _prime(self, kind: str, context: object) -> None:
        if kind == "hangs":
            threading.Event().wait()
        if kind == "fails":
            raise LookupError('no "route" to\nthe database')
        if kind == "slow":
            time.sleep(0.1)
        self.clock.now += 0.3
        self.primed.append(context)

    def _business(self, event: object, context: object) -> object:
        del context
        self.reached.append(event)
        if isinstance(event, dict):
            self.clock.now += event.get("takes", 0) / 1000
            if "fail" in event:
                raise LookupError(event["fail"])
        return {"served": event}


def step(guarded: Guarded, said: dict[str, Any]) -> dict[str, Any]:
    clock, context = guarded.clock, None
    if said["remaining"] is not None:
        context = SimpleNamespace(get_remaining_time_in_millis=lambda: said["remaining"])
    clock.now += said["passes"] / 1000
    clock.naps, guarded.reached, guarded.primed, log.lines = [], [], [], []
    answer, error = None, None
    try:
        answer = guarded.handler(said["event"], context)
    except LookupError as failure:
        error = str(failure.args[0])
    untouched = all(event is said["event"] for event in guarded.reached)
    return {
        "answer": answer,
        "error": error,
        "reached": guarded.reached,
        "untouched": untouched,
        "naps": clock.naps,
        "primed": [each is context for each in guarded.primed],
        "logged": "".join(log.lines),
    }


def names() -> list[int]:
    """Count the container names made after wrapping a handler, an event, a ping, and a ping."""
    made: list[uuid.UUID] = []

    def make() -> uuid.UUID:
        made.append(uuid.uuid4())
        return made[-1]

    kickoff_guard.uuid = SimpleNamespace(uuid4=make)
    handler = kickoff_guard.warmed(lambda event, context: (event, context))
    counts = [len(made)]
    for event in ({"order": 7}, PING, PING):
        handler(event, None)
        counts.append(len(made))
    kickoff_guard.uuid = uuid
    return counts


log = Log()
logging.getLogger("kickoff_guard").addHandler(log)
for line in sys.stdin:
    command = json.loads(line)
    if "ask" in command:
        print(json.dumps(names()), flush=True)  # noqa: T201 (read by the test)
        continue
    if command["guard"] is not None:
        guarded = Guarded(Clock(), command["prime"])
        kickoff_guard.time = time if command["real"] else guarded.clock
    print(json.dumps(step(guarded, command)), flush=True)  # noqa: T201 (read by the test)
