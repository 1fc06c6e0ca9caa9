"""Rate of DynamoDB's control plane: the changes of tables that an account starts in a region."""

from datetime import datetime

from simulator.errors import ServiceError

BURST = 6
"""Changes accepted at once. Recorded: of ten at once, six CreateTable or seven UpdateTable."""
PER_SECOND = 1.0
"""Changes accepted after that. Recorded: about one a second."""


class ControlPlaneRate:
    """A token bucket, in simulated time, of all clients of the account together.

    CreateTable, UpdateTable and DeleteTable take a token if they change a table. Reads and refused
    calls take none. Updates by Application Auto Scaling take none either: a model, because no
    recording has them.
    """

    def __init__(self, burst: float = BURST, per_second: float = PER_SECOND) -> None:
        self._burst = burst
        self._per_second = per_second
        self._tokens = burst
        self._refilled: datetime | None = None

    def take(self, now: datetime) -> None:
        """Count a change.

        Raises:
            ServiceError: ThrottlingException if the account changes tables too fast.
        """
        if self._refilled is not None:
            gained = (now - self._refilled).total_seconds() * self._per_second
            self._tokens = min(self._burst, self._tokens + gained)
        self._refilled = now
        if self._tokens < 1:
            raise ServiceError(
                "ThrottlingException",
                "The rate of control plane requests made by this account is too high",
            )
        self._tokens -= 1
