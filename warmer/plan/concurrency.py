"""What is known before a wave: limits, what functions are like, and what is in use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from kickoff.aws.place import Place
from warmer.model import FunctionRef
from warmer.plan.headroom import FunctionState

Peaks = Mapping[datetime, int]
"""The most requests at once of each minute; one without requests may be missing."""

NOTHING: frozenset[str] = frozenset()


class Series(NamedTuple):
    """A metric of `AWS/Lambda` with its dimensions."""

    metric: str
    dimensions: tuple[tuple[str, str], ...] = ()


UNRESERVED = Series("UnreservedConcurrentExecutions")
"""Requests at once of all functions of an account without a reservation."""


def of_function(name: str) -> Series:
    """Requests at once of a function, all its versions and aliases together."""
    return Series("ConcurrentExecutions", (("FunctionName", name),))


def of_resource(function: FunctionRef) -> Series:
    """Requests at once of what callers invoke: an alias, a version, or the unqualified function."""
    name, qualifier = function.name, function.qualifier
    resource = name if qualifier is None else f"{name}:{qualifier}"
    return Series("ConcurrentExecutions", (("FunctionName", name), ("Resource", resource)))


@dataclass(frozen=True, slots=True)
class AccountConcurrency:
    """An account in a region; `unreserved` concurrency is shared by all without a reservation.

    Here and below None is not known, and `denied` are the permissions that are missing.
    """

    unreserved: int | None = None
    denied: frozenset[str] = NOTHING


@dataclass(frozen=True, slots=True)
class FunctionInfo:
    """A function; `reserved` is None too where it has no concurrency of its own.

    `whole`: every question was answered.
    """

    reserved: int | None = None
    facts: FunctionState = field(default_factory=FunctionState)
    denied: frozenset[str] = NOTHING
    whole: bool = False


@dataclass(frozen=True, slots=True)
class RecentConcurrency:
    """The last minutes of an account's metrics."""

    peaks: Mapping[Series, Peaks] = field(default_factory=dict)
    denied: frozenset[str] = NOTHING

    def of(self, series: Series) -> Peaks:
        """Empty where nothing is known."""
        return self.peaks.get(series, {})


@dataclass(frozen=True, slots=True)
class ConcurrencySnapshot:
    """All that is known at one tick."""

    accounts: Mapping[Place, AccountConcurrency] = field(default_factory=dict)
    functions: Mapping[FunctionRef, FunctionInfo] = field(default_factory=dict)
    recent: Mapping[Place, RecentConcurrency] = field(default_factory=dict)

    @property
    def denied(self) -> frozenset[str]:
        """The permissions that are missing, as IAM names them."""
        return NOTHING.union(
            *(each.denied for each in self.accounts.values()),
            *(each.denied for each in self.functions.values()),
            *(each.denied for each in self.recent.values()),
        )
