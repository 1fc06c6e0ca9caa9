"""Kinesis data streams: shards and warm throughput. The rules are documented, none is recorded."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil

from simulator.errors import ServiceError

_A_DAY = timedelta(days=1)
_CHANGES_A_DAY = 10
_MOST_WARM = 10 * 1024


@dataclass(slots=True)
class SimulatedStream:
    """A stream: provisioned with `shards`, or on-demand with `warm` MiB a second.

    `warm` is None without MinimumThroughputBillingCommitment. A change takes `delay`; meanwhile the
    stream is UPDATING, and half of the difference in shards is open.
    """

    name: str
    delay: timedelta
    shards: int = 0
    on_demand: bool = False
    warm: int | None = None
    changes: list[datetime] = field(default_factory=list)
    _target: int | None = None
    _done_at: datetime | None = None

    def status(self, now: datetime) -> str:
        """ACTIVE or UPDATING."""
        self._settle(now)
        return "ACTIVE" if self._target is None else "UPDATING"

    def open_shards(self, now: datetime) -> int:
        """The open shards; while they are split or merged, their number is in between."""
        self._settle(now)
        if self.on_demand or self._target is None:
            return self.shards
        return (self.shards + self._target) // 2

    def warmth(self, now: datetime) -> tuple[int, int] | None:
        """The requested and the present warm throughput."""
        self._settle(now)
        if self.warm is None:
            return None
        return (self.warm if self._target is None else self._target), self.warm

    def update_shards(self, count: int, room: int, now: datetime) -> None:
        """UpdateShardCount; `room` is the number of shards that the account may add.

        Raises:
            ServiceError: ValidationException for an on-demand stream, ResourceInUseException while
                UPDATING, InvalidArgumentException above double or below half,
                LimitExceededException above the account's limit, or for an eleventh call in a day.
        """
        if self.on_demand:
            raise ServiceError("ValidationException", f"Stream {self.name} is in on-demand mode.")
        self._require_active(now)
        if not ceil(self.shards / 2) <= count <= 2 * self.shards:
            message = "UpdateShardCount cannot scale to more than double or less than half."
            raise ServiceError("InvalidArgumentException", message)
        if sum(now - each < _A_DAY for each in self.changes) >= _CHANGES_A_DAY:
            message = "UpdateShardCount limit of 10 in a rolling 24 hour period exceeded."
            raise ServiceError("LimitExceededException", message)
        if count - self.shards > room:
            message = "This operation would exceed the shard limit of your account."
            raise ServiceError("LimitExceededException", message)
        self.changes.append(now)
        self._begin(count, now)

    def update_warmth(self, target: int, now: datetime) -> None:
        """UpdateStreamWarmThroughput.

        Raises:
            ServiceError: ValidationException without on-demand mode or commitment,
                ResourceInUseException while UPDATING, LimitExceededException above 10 GiB a second.
        """
        if not self.on_demand or self.warm is None:
            message = "Warm throughput needs on-demand mode and MinimumThroughputBillingCommitment."
            raise ServiceError("ValidationException", message)
        self._require_active(now)
        if target > _MOST_WARM:
            raise ServiceError("LimitExceededException", "Warm throughput is at most 10 GiBps.")
        self._begin(target, now)

    def _require_active(self, now: datetime) -> None:
        if self.status(now) != "ACTIVE":
            message = f"Stream {self.name} is not ACTIVE, instead in state UPDATING"
            raise ServiceError("ResourceInUseException", message)

    def _begin(self, target: int, now: datetime) -> None:
        self._target, self._done_at = target, now + self.delay

    def _settle(self, now: datetime) -> None:
        if self._target is None or self._done_at is None or now < self._done_at:
            return
        if self.on_demand:
            self.warm = self._target
        else:
            self.shards = self._target
        self._target = self._done_at = None
