"""The rate of calls that a service accepts from all clients of an account together."""

from datetime import datetime


class CallRate:
    """A token bucket in simulated time: a burst of calls, then `per_second`."""

    def __init__(self, burst: float, per_second: float) -> None:
        self._burst = burst
        self._per_second = per_second
        self._tokens = burst
        self._refilled: datetime | None = None

    def take(self, now: datetime) -> bool:
        """Count a call; return whether it is accepted. A refused call takes no token."""
        if self._refilled is not None:
            gained = (now - self._refilled).total_seconds() * self._per_second
            self._tokens = min(self._burst, self._tokens + gained)
        self._refilled = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
