"""Faults of the in-memory services."""

from collections import defaultdict, deque
from enum import Enum, auto

from prescaler.model import Code, Failure, Outcome


class Fault(Enum):
    """A fault of a call."""

    REFUSED = auto()  # fails without effect
    LOST = auto()  # fails after its effect
    DEATH_BEFORE = auto()
    DEATH_AFTER = auto()


class Death(BaseException):
    """The crash of the process."""


class Faults:
    """The faults of the next calls of each operation, in order."""

    def __init__(self) -> None:
        self._next: dict[str, deque[tuple[Fault, Code]]] = defaultdict(deque)

    def next(self, operation: str, fault: Fault = Fault.REFUSED, code: Code = Code.FAILED) -> None:
        self._next[operation].append((fault, code))

    def clear(self) -> None:
        self._next.clear()

    def before(self, operation: str) -> tuple[Fault, Code] | None:
        """Apply the fault of a call before its effect; return a fault that comes `after` it."""
        if not self._next[operation]:
            return None
        fault, code = self._next[operation].popleft()
        if fault is Fault.DEATH_BEFORE:
            raise Death
        if fault is Fault.REFUSED:
            raise Failure(Outcome(code, f"{operation} was refused"))
        return fault, code

    def after(self, operation: str, met: tuple[Fault, Code] | None) -> None:
        if met is None:
            return
        fault, code = met
        if fault is Fault.DEATH_AFTER:
            raise Death
        raise Failure(Outcome(code, f"the answer of {operation} was lost"))
