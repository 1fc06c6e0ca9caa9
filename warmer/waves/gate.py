"""Looks before a tick's waves how many pings may be sent, and remembers what was."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from warmer.adapters.concurrency import ConcurrencyReader
from warmer.model import Warming, WarmingResult
from warmer.plan.headroom import Permit, settled
from warmer.plan.permits import PingHistory, permits

# Seconds at most that are spent on looking.
PATIENCE_S = 3.0


class Gate:
    """Lets pings through; one for a process."""

    def __init__(self, limits: ConcurrencyReader) -> None:
        self._limits = limits
        self._memory: PingHistory | None = None
        self._told: set[str] = set()

    def admit(
        self, due: Callable[[datetime], Iterable[Warming]], at: datetime, patience: float
    ) -> tuple[list[Permit], list[str]]:
        """A permit for each warming due at a tick; and permissions missing that were not told yet.

        `patience` is how many seconds there are to look.
        """
        self._memory = memory = self._memory or PingHistory.before(at, due)
        if not (warmings := list(due(at))):
            return [], []
        functions = list(dict.fromkeys(warming.function for warming in warmings))
        survey = self._limits.look(functions, at, max(0, min(patience, PATIENCE_S)))
        missing = sorted(survey.denied - self._told)
        self._told.update(missing)
        return permits(warmings, survey, memory, at), missing

    def settle(
        self, permits: Sequence[Permit], waves: Sequence[WarmingResult], at: datetime
    ) -> list[WarmingResult]:
        """What came of all warmings: `waves` are those of the permits that let pings through."""
        if self._memory is not None:
            self._memory.note(waves, at)
        flown = iter(waves)
        return [settled(permit, next(flown) if permit.pings else None) for permit in permits]
