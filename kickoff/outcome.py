"""The result of a decision or of a call to AWS: a code, and a sentence for a person."""

from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """The result of a decision or of a read, as metrics, logs and events name it."""

    READY = "ready"
    REQUESTED = "requested"
    UNPROVEN = "unproven"
    LOWERED = "lowered"
    RESTORED = "restored"
    PLANNED = "planned"
    WAITING = "waiting"
    QUEUED = "queued"
    PAUSED = "paused"
    DRIFT = "drift"
    BUSY = "busy"
    CONFLICT = "conflict"
    BUDGET_SPENT = "budget_spent"
    VANISHED = "vanished"
    REPLICA_UNKNOWN = "replica_unknown"
    MAX_TOO_LOW = "max_too_low"
    CAPPED = "capped"
    QUOTA = "quota"
    PROVISIONED_TWICE = "provisioned_twice"
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
        """True for a code that counts in `TargetErrors`.

        A state that heals by itself, or that has a metric of its own, does not count.
        """
        return self not in _NOT_ERRORS


_NOT_ERRORS = frozenset(
    (
        Code.READY,
        Code.REQUESTED,
        Code.UNPROVEN,
        Code.LOWERED,
        Code.RESTORED,
        Code.PLANNED,
        Code.WAITING,
        Code.QUEUED,
        Code.PAUSED,
        Code.DRIFT,
        Code.BUSY,
        Code.CONFLICT,
        Code.BUDGET_SPENT,
    )
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A code, and a sentence: what happened, to what, and what to do."""

    code: Code
    message: str


class Failure(Exception):  # noqa: N818 (its outcome names it)
    """A failed call, already translated into an outcome."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.message)
        self.outcome = outcome
