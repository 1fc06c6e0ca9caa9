"""Drives the Python guard: reads one step a line on standard input, writes its result as a line."""

import json
import sys
import time
import uuid
from types import SimpleNamespace
from typing import Any

sys.path.insert(0, sys.argv[1])
import kickoff_guard  # type: ignore[import-not-found]  # in the directory that argv names

BEGAN = 1_796_473_200.0


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


class Guarded:
    """A business handler in its guard."""

    def __init__(self, clock: Clock) -> None:
        self.reached: list[Any] = []
        self.clock = clock
        self.handler = kickoff_guard.warmed(self._business)

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
    clock.naps, guarded.reached = [], []
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
    }


def names() -> list[int]:
    """Count the container names made after a handler is wrapped, pinged, and pinged again."""
    made: list[uuid.UUID] = []

    def make() -> uuid.UUID:
        made.append(uuid.uuid4())
        return made[-1]

    kickoff_guard.uuid = SimpleNamespace(uuid4=make)
    handler = kickoff_guard.warmed(print)
    counts = [len(made)]
    for _ in range(2):
        handler({"kickoff": {"ping": "w"}}, None)
        counts.append(len(made))
    kickoff_guard.uuid = uuid
    return counts


for line in sys.stdin:
    command = json.loads(line)
    if "ask" in command:
        print(json.dumps(names()), flush=True)  # noqa: T201 (read by the test)
        continue
    if command["guard"] is not None:
        guarded = Guarded(Clock())
        kickoff_guard.time = time if command["real"] else guarded.clock
    print(json.dumps(step(guarded, command)), flush=True)  # noqa: T201 (read by the test)
