"""Rate limit of Lambda's control plane."""

from datetime import datetime


class LambdaCallRate:
    """At most `per_second` calls in a second of simulated time; None is no limit."""

    def __init__(self, per_second: int | None) -> None:
        self._per_second = per_second
        self._free = float(per_second or 0)
        self._at: datetime | None = None

    def take(self, now: datetime) -> bool:
        """Count a call; return whether it is allowed."""
        if self._per_second is None:
            return True
        passed = (now - self._at).total_seconds() if self._at else 0
        self._at = now
        self._free = min(self._per_second, self._free + passed * self._per_second)
        if self._free < 1:
            return False
        self._free -= 1
        return True
