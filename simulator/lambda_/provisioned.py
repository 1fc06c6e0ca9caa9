"""Provisioned concurrency of a function: requested, allocated at a rate, then READY."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from simulator.errors import ServiceError

STARTS_PER_MINUTE = 6_000
"""Environments that Lambda initialises in a minute for one function (developer guide)."""
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ProvisionedConfig:
    """The configuration of one alias or version.

    `requested` was set at `modified`, when `before` were allocated; a `modified` of None means from
    the beginning. The first new environment arrives after `delay`; if `fails`, none ever does.
    """

    requested: int
    before: int
    modified: datetime | None = None
    delay: timedelta = timedelta()
    fails: bool = False

    def allocated(self, now: datetime) -> int:
        """The number of environments."""
        if self.requested <= self.before or self.fails or self.modified is None:
            return min(self.requested, self.before)
        arrived = int((now - self.modified - self.delay) / _MINUTE * STARTS_PER_MINUTE)
        return min(self.requested, self.before + max(0, arrived))

    def status(self, now: datetime) -> str:
        """READY, IN_PROGRESS or FAILED."""
        if self.allocated(now) == self.requested:
            return "READY"
        failed = self.fails and self.modified is not None and now >= self.modified + self.delay
        return "FAILED" if failed else "IN_PROGRESS"


class ProvisionedConfigs:
    """The configurations of one function, by qualifier."""

    def __init__(self, delay: timedelta, ready: Mapping[str, int]) -> None:
        self._delay = delay
        self.configs = {
            qualifier: ProvisionedConfig(count, count) for qualifier, count in ready.items()
        }

    @property
    def total(self) -> int:
        """Requested concurrency of all configurations."""
        return sum(each.requested for each in self.configs.values())

    def requested(self, qualifier: str) -> int:
        """Requested concurrency; 0 without a configuration."""
        config = self.configs.get(qualifier)
        return config.requested if config else 0

    def allocated(self, qualifier: str, now: datetime) -> int:
        """Allocated environments; 0 without a configuration."""
        config = self.configs.get(qualifier)
        return config.allocated(now) if config else 0

    def put(self, qualifier: str, count: int, now: datetime, *, fails: bool) -> None:
        """Request a number of environments."""
        before = self.allocated(qualifier, now)
        self.configs[qualifier] = ProvisionedConfig(count, before, now, self._delay, fails)

    def of(self, qualifier: str) -> ProvisionedConfig:
        """The configuration.

        Raises:
            ServiceError: ProvisionedConcurrencyConfigNotFoundException.
        """
        if qualifier not in self.configs:
            raise ServiceError(
                "ProvisionedConcurrencyConfigNotFoundException",
                "No Provisioned Concurrency Config found for this function",
                status=404,
            )
        return self.configs[qualifier]

    def delete(self, qualifier: str) -> None:
        """Remove a configuration, if it exists."""
        self.configs.pop(qualifier, None)
