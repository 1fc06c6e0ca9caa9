"""Provisioned concurrency of a function: asked for, allocated at a rate, READY when it is there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from simulator.errors import ServiceError

A_MINUTE = 6_000
"""Environments that Lambda initialises in a minute for one function (developer guide)."""
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Config:
    """What is provisioned for one alias or version.

    `before` was there when `requested` was asked for, at `modified` (None: from the beginning);
    more begins to arrive after `delay`. Where the function fails to initialise, none ever does.
    """

    requested: int
    before: int
    modified: datetime | None = None
    delay: timedelta = timedelta()
    fails: bool = False

    def allocated(self, now: datetime) -> int:
        """How many environments are there."""
        if self.requested <= self.before or self.fails or self.modified is None:
            return min(self.requested, self.before)
        arrived = max(0, int((now - self.modified - self.delay) / _MINUTE * A_MINUTE))
        return min(self.requested, self.before + arrived)

    def status(self, now: datetime) -> str:
        """READY, IN_PROGRESS or FAILED."""
        if self.allocated(now) == self.requested:
            return "READY"
        failed = self.fails and self.modified is not None and now >= self.modified + self.delay
        return "FAILED" if failed else "IN_PROGRESS"


class Provisioning:
    """The configurations of one function, by qualifier."""

    def __init__(self, delay: timedelta, ready: Mapping[str, int]) -> None:
        self._delay = delay
        self.configs = {qualifier: Config(count, count) for qualifier, count in ready.items()}

    @property
    def total(self) -> int:
        """What all of them ask for."""
        return sum(each.requested for each in self.configs.values())

    def requested(self, qualifier: str) -> int:
        """What is asked for; 0 without a configuration."""
        config = self.configs.get(qualifier)
        return config.requested if config else 0

    def allocated(self, qualifier: str, now: datetime) -> int:
        """What is there; 0 without a configuration."""
        config = self.configs.get(qualifier)
        return config.allocated(now) if config else 0

    def put(self, qualifier: str, count: int, now: datetime, *, fails: bool) -> None:
        """Ask for so many."""
        before = self.allocated(qualifier, now)
        self.configs[qualifier] = Config(count, before, now, self._delay, fails)

    def of(self, qualifier: str) -> Config:
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
        """Give back what was asked for; nothing, where nothing was."""
        self.configs.pop(qualifier, None)
