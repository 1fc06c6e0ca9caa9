"""The time of this process, as an object that a test replaces."""

import time as system
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The clocks of the operating system, in seconds, and a sleep.

    `time` counts from the epoch, `monotonic` from an arbitrary instant. `processor_time` counts the
    processor time of this process.
    """

    time: Callable[[], float] = system.time
    monotonic: Callable[[], float] = system.monotonic
    processor_time: Callable[[], float] = system.process_time
    sleep: Callable[[float], None] = system.sleep
