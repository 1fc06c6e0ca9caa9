"""Rate of DynamoDB's control plane: the changes of tables that an account starts in a region."""

from datetime import datetime

from simulator.call_rate import CallRate
from simulator.errors import ServiceError

BURST = 6
"""Changes accepted at once. Recorded: of ten at once, six CreateTable or seven UpdateTable."""
PER_SECOND = 1.0
"""Changes accepted after that. Recorded: about one a second."""


class ControlPlaneRate(CallRate):
    """The rate of CreateTable, UpdateTable and DeleteTable that change a table.

    Reads and refused calls do not count. Updates by Application Auto Scaling do not count either: a
    model, because no recording has them.
    """

    def __init__(self, burst: float = BURST, per_second: float = PER_SECOND) -> None:
        super().__init__(burst, per_second)

    def admit(self, now: datetime) -> None:
        """Count a change.

        Raises:
            ServiceError: ThrottlingException if the account changes tables too fast.
        """
        if not self.take(now):
            raise ServiceError(
                "ThrottlingException",
                "The rate of control plane requests made by this account is too high",
            )
