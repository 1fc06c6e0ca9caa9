"""Outcomes that wait for AWS, and were logged before: they are logged once, not each minute."""

from collections import Counter
from collections.abc import Iterable, Mapping

from prescaler.model import Code, Dimension
from prescaler.reconcile.executors import DecisionResult

_WAITING = frozenset((Code.QUOTA, Code.QUEUED))


class Repeats:
    """The waiting dimensions of the last tick, with the codes that were logged."""

    def __init__(self) -> None:
        self._logged: dict[Dimension, Code] = {}

    def of(self, results: Iterable[DecisionResult]) -> dict[Dimension, Code]:
        """The dimensions of a tick that wait as they did in the tick before."""
        found: dict[Dimension, Code] = {}
        for each in results:
            dimension, code = each.inputs.dimension, each.outcome.code
            if code in _WAITING and self._logged.get(dimension) is code:
                found[dimension] = code
            self._logged[dimension] = code
        return found


def summary(repeated: Mapping[Dimension, Code]) -> str:
    """The number of waiting dimensions for each code, as a log line."""
    counts = ", ".join(f"{count} {code}" for code, count in Counter(repeated.values()).items())
    return f"dimensions that still wait: {counts}; the log has each once, when it began to wait"
