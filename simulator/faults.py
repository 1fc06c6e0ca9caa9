"""Faults on demand, and the calls that were made."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType
from typing import Any

from simulator.errors import ServiceError


class Fault(Enum):
    """What happens to a call; the first four in each service's own words."""

    THROTTLED = auto()
    DENIED = auto()
    FAILED = auto()
    FAILED_AFTER = auto()  # a 5xx although the effect took place
    SILENT = auto()  # accepted, without effect and never answered
    SILENT_AFTER = auto()  # never answered although the effect took place
    RESET = auto()  # the connection is closed before the effect
    RESET_AFTER = auto()  # or after it
    # Of Invoke alone:
    CRASHED = auto()  # the function raised
    TIMED_OUT = auto()  # it ran into its own timeout
    GARBAGE = auto()  # HTTP 200, and a body that is no JSON
    ENDLESS = auto()  # a response whose body never ends


OF_INVOKE = frozenset({Fault.CRASHED, Fault.TIMED_OUT, Fault.GARBAGE, Fault.ENDLESS})


class NoAnswer(Exception):  # noqa: N818 (nothing is wrong with the call)
    """The caller hears nothing: the connection is closed, or stays silent."""

    def __init__(self, *, closed: bool) -> None:
        super().__init__("closed" if closed else "silent")
        self.closed = closed


UNANSWERED = MappingProxyType(
    {
        Fault.SILENT: NoAnswer(closed=False),
        Fault.SILENT_AFTER: NoAnswer(closed=False),
        Fault.RESET: NoAnswer(closed=True),
        Fault.RESET_AFTER: NoAnswer(closed=True),
    }
)
AFTER = frozenset({Fault.FAILED_AFTER, Fault.SILENT_AFTER, Fault.RESET_AFTER})


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it arrived: `dynamodb.DescribeTable` and its parameters."""

    operation: str
    parameters: Mapping[str, Any]


Concerns = Callable[[Call], bool]
"""Does a fault concern a call?"""


class Faults:
    """What calls meet: the next of each operation in order, else what stands for them."""

    def __init__(self) -> None:
        self._next: dict[str, deque[Fault | ServiceError]] = {}
        self._standing: list[tuple[Concerns, Fault | ServiceError]] = []

    def next(self, operation: str, fault: Fault | ServiceError, *, times: int = 1) -> None:
        """Let the next calls of an operation fail; queued behind those already asked for.

        Every attempt is a call: outlast a client that retries with `times`.
        """
        if fault in OF_INVOKE and operation != "lambda.Invoke":
            raise ValueError(f"{operation} runs no function that could fail so")
        self._next.setdefault(operation, deque()).extend([fault] * times)

    def stand(self, concerns: Concerns, fault: Fault | ServiceError) -> None:
        """Let every call that it concerns fail, until `clear`."""
        self._standing.append((concerns, fault))

    def clear(self) -> None:
        """No call fails from now on."""
        self._next.clear()
        self._standing.clear()

    def take(self, call: Call) -> Fault | ServiceError | None:
        """What the call that arrived now meets."""
        if queued := self._next.get(call.operation):
            return queued.popleft()
        return next((fault for concerns, fault in self._standing if concerns(call)), None)
