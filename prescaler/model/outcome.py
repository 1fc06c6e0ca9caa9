"""What came of a decision or of a read: a code, and words for a person."""

from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """What came of a decision, or of a read."""

    READY = "ready"
    REQUESTED = "requested"
    LOWERED = "lowered"
    RESTORED = "restored"
    PLANNED = "planned"
    WAITING = "waiting"
    PAUSED = "paused"
    DRIFT = "drift"
    BUSY = "busy"
    CONFLICT = "conflict"
    BUDGET_SPENT = "budget_spent"
    VANISHED = "vanished"
    MAX_TOO_LOW = "max_too_low"
    CAPPED = "capped"
    QUOTA = "quota"
    NOT_AUTOSCALED = "not_autoscaled"
    ON_DEMAND = "on_demand"
    NOT_FOUND = "not_found"
    DENIED = "denied"
    THROTTLED = "throttled"
    INVALID = "invalid"
    UNREACHABLE = "unreachable"
    LEASE_UNAVAILABLE = "lease_unavailable"
    FAILED = "failed"

    @property
    def is_error(self) -> bool:
        """Is it one of `TargetErrors`? What heals by itself or has its own metric is not."""
        return self not in _NO_ERRORS


_NO_ERRORS = frozenset(
    (
        Code.READY,
        Code.REQUESTED,
        Code.LOWERED,
        Code.RESTORED,
        Code.PLANNED,
        Code.WAITING,
        Code.PAUSED,
        Code.DRIFT,
        Code.BUSY,
        Code.CONFLICT,
        Code.BUDGET_SPENT,
    )
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A code, and a sentence that tells a person what happened and what to do."""

    code: Code
    message: str


class Failure(Exception):  # noqa: N818 (it carries an outcome, which is what names it)
    """What an adapter raises, already in our words."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.message)
        self.outcome = outcome
