"""Provisioned concurrency of a function: requested, allocated at a rate, then READY."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from simulator.delays import Delays
from simulator.errors import ServiceError

STARTS_PER_MINUTE = 6_000
"""Environments that Lambda initialises in a minute for one function (developer guide)."""
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ProvisionedConfig:
    """The configuration of one alias or version.

    `requested` was set at `modified`, when `before` were allocated; a `modified` of None means from
    the beginning. The first new environment arrives after `delay`; if `fails`, none ever does. With
    `moves`, the alias moved at `modified`, and no environment serves it during `delay`.
    """

    requested: int
    before: int
    modified: datetime | None = None
    delay: timedelta = timedelta()
    fails: bool = False
    moves: bool = False

    def allocated(self, now: datetime) -> int:
        """The number of environments that GetProvisionedConcurrencyConfig reports."""
        if self.requested <= self.before or self.fails or self.modified is None:
            return min(self.requested, self.before)
        arrived = int((now - self.modified - self.delay) / _MINUTE * STARTS_PER_MINUTE)
        return min(self.requested, self.before + max(0, arrived))

    def serving(self, now: datetime) -> int:
        """The number of environments that serve requests."""
        return 0 if self._is_moving(now) else self.allocated(now)

    def status(self, now: datetime) -> str:
        """READY, IN_PROGRESS or FAILED."""
        if self._is_moving(now):
            return "IN_PROGRESS"
        if self.allocated(now) == self.requested:
            return "READY"
        return "FAILED" if self.fails and self._is_over(now) else "IN_PROGRESS"

    def _is_moving(self, now: datetime) -> bool:
        return self.moves and not self._is_over(now)

    def _is_over(self, now: datetime) -> bool:
        return self.modified is None or now >= self.modified + self.delay


class ProvisionedConfigs:
    """The configurations of one function, by qualifier; `fails`: its initialisation fails."""

    def __init__(
        self, delays: Delays, random: Random, ready: Mapping[str, int], *, fails: bool
    ) -> None:
        self._delays = delays
        self._random = random
        self._fails = fails
        self.configs = {
            qualifier: ProvisionedConfig(count, count) for qualifier, count in ready.items()
        }

    @property
    def total(self) -> int:
        """Requested concurrency of all configurations."""
        return self.requested(*self.configs)

    def requested(self, *qualifiers: str) -> int:
        """Requested concurrency of some qualifiers; 0 without a configuration."""
        return sum(each.requested for each in self._named(qualifiers))

    def allocated(self, qualifier: str, now: datetime) -> int:
        """Allocated environments; 0 without a configuration."""
        return sum(each.allocated(now) for each in self._named((qualifier,)))

    def serving(self, qualifiers: Iterable[str], now: datetime) -> int:
        """Environments that serve requests of some qualifiers."""
        return sum(each.serving(now) for each in self._named(qualifiers))

    def put(self, qualifier: str, count: int, now: datetime) -> None:
        """Request a number of environments."""
        before = self.serving((qualifier,), now)
        delay = self._delays.init_failure if self._fails else self._delays.allocation
        self.configs[qualifier] = ProvisionedConfig(
            count, before, now, delay.draw(self._random), self._fails
        )

    def move(self, alias: str, now: datetime) -> None:
        """Start to allocate the environments of an alias for its new version."""
        config = self.configs.get(alias)
        if config is not None:
            self.configs[alias] = ProvisionedConfig(
                config.requested,
                config.allocated(now),
                now,
                self._delays.alias_move.draw(self._random),
                self._fails,
                moves=True,
            )

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

    def _named(self, qualifiers: Iterable[str]) -> Iterable[ProvisionedConfig]:
        return (self.configs[each] for each in qualifiers if each in self.configs)
