"""Faults on demand."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType
from typing import Any

from simulator.errors import ServiceError


class Fault(Enum):
    """A fault of a call; the first four use the error of the called service."""

    THROTTLED = auto()
    DENIED = auto()
    FAILED = auto()
    FAILED_AFTER = auto()  # a 5xx after the effect
    SILENT = auto()  # never answered, without effect
    SILENT_AFTER = auto()  # never answered, after the effect
    RESET = auto()  # the connection is closed before the effect
    RESET_AFTER = auto()  # the connection is closed after the effect
    # For Invoke only:
    CRASHED = auto()  # the function raised
    TIMED_OUT = auto()  # it ran into its own timeout
    GARBAGE = auto()  # HTTP 200 with a body that is not JSON
    ENDLESS = auto()  # a response whose body never ends


INVOKE_ONLY = frozenset({Fault.CRASHED, Fault.TIMED_OUT, Fault.GARBAGE, Fault.ENDLESS})


class NoAnswer(Exception):  # noqa: N818 (the call itself is valid)
    """The caller gets no answer: the connection is closed, or stays silent."""

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
    """A call: an operation such as `dynamodb.DescribeTable`, and its parameters."""

    operation: str
    parameters: Mapping[str, Any]


CallFilter = Callable[[Call], bool]
"""Returns whether a fault applies to a call."""


class Faults:
    """Faults of coming calls: first those queued for an operation, then the standing ones."""

    def __init__(self) -> None:
        self._next: dict[str, deque[Fault | ServiceError]] = {}
        self._standing: list[tuple[CallFilter, Fault | ServiceError]] = []

    def next(self, operation: str, fault: Fault | ServiceError, *, times: int = 1) -> None:
        """Queue a fault for the next calls of an operation.

        Each attempt of a retrying client is a call; `times` covers them.
        """
        if fault in INVOKE_ONLY and operation != "lambda.Invoke":
            raise ValueError(f"{fault.name} is a fault of lambda.Invoke, not of {operation}")
        self._next.setdefault(operation, deque()).extend([fault] * times)

    def stand(self, applies: CallFilter, fault: Fault | ServiceError) -> None:
        """Apply a fault to all matching calls until `clear`."""
        self._standing.append((applies, fault))

    def clear(self) -> None:
        """Remove all faults."""
        self._next.clear()
        self._standing.clear()

    def take(self, call: Call) -> Fault | ServiceError | None:
        """The fault of this call, or None; a queued fault is used up."""
        if queued := self._next.get(call.operation):
            return queued.popleft()
        return next((fault for applies, fault in self._standing if applies(call)), None)
