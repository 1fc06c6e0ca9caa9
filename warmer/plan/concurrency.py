"""The limits, function states and concurrency metrics that are known before a wave."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from kickoff.aws.metrics import Metric
from kickoff.aws.metrics import of_function as of_qualified_function
from kickoff.aws.place import Place
from warmer.model import FunctionRef

PeakByMinute = Mapping[datetime, int]
"""The most concurrent requests of each minute. A minute without requests may be missing."""

_NO_PERMISSIONS: frozenset[str] = frozenset()

CLAIMED = Metric("AWS/Lambda", "ClaimedAccountConcurrency", (), "Maximum")
"""The concurrency of an account that no request can have: reserved, provisioned or in use.

It is UnreservedConcurrentExecutions, plus all reservations, plus the provisioned concurrency of
functions without a reservation, used or idle.
"""


def of_function(name: str) -> Metric:
    """Return the metric of a function's concurrent requests, all versions and aliases together."""
    dimensions = (("FunctionName", name),)
    return Metric("AWS/Lambda", "ConcurrentExecutions", dimensions, "Maximum")


def of_resource(function: FunctionRef) -> Metric:
    """Return the metric of concurrent requests to an alias, version or unqualified function."""
    return of_qualified_function(function.name, function.qualifier, "ConcurrentExecutions")


@dataclass(frozen=True, slots=True)
class AccountConcurrency:
    """The limit of an account and region, and the part of it that no function reserves.

    Here and below None means unknown, and `denied` holds the missing permissions.
    """

    unreserved: int | None = None
    limit: int | None = None
    denied: frozenset[str] = _NO_PERMISSIONS

    @property
    def reserved(self) -> int:
        """The sum of all reservations."""
        return 0 if self.limit is None or self.unreserved is None else self.limit - self.unreserved

    @property
    def answered(self) -> bool:
        """True if Lambda answered, or refused to."""
        return self.unreserved is not None or bool(self.denied)

    @property
    def lasting(self) -> bool:
        """True if the answer will not change soon."""
        return self.answered


class Unsuitable(StrEnum):
    """The kinds of functions that pings cannot warm."""

    MANAGED = "managed"  # on Lambda Managed Instances
    DURABLE = "durable"
    PER_TENANT = "per_tenant"


@dataclass(frozen=True, slots=True)
class ProvisionedEnvironments:
    """Provisioned environments that serve a function's version.

    `available`: those of READY configurations, which take requests first. `failure`: the reasons of
    FAILED configurations.
    """

    requested: int = 0
    available: int = 0
    failure: str = ""

    def __add__(self, other: "ProvisionedEnvironments") -> "ProvisionedEnvironments":
        return ProvisionedEnvironments(
            self.requested + other.requested,
            self.available + other.available,
            ", ".join(filter(None, (self.failure, other.failure))),
        )


NONE_PROVISIONED = ProvisionedEnvironments()


@dataclass(frozen=True, slots=True)
class FunctionState:
    """A function's `state` and `reason`, as Lambda names them; None if unknown."""

    state: str | None = None
    reason: str = ""
    unsuitable: Unsuitable | None = None
    provisioned: ProvisionedEnvironments = NONE_PROVISIONED


@dataclass(frozen=True, slots=True)
class FunctionInfo:
    """A function's reserved concurrency, provisioned concurrency and state.

    `reserved` is None for a function without reserved concurrency, and if `reservation_known` is
    False. `provisioned`: of all its aliases and versions. `answered` is True if Lambda answered
    every call, or refused it.
    """

    reserved: int | None = None
    state: FunctionState = field(default_factory=FunctionState)
    provisioned: int = 0
    denied: frozenset[str] = _NO_PERMISSIONS
    answered: bool = False
    reservation_known: bool = False

    @property
    def lasting(self) -> bool:
        """True for a complete answer about a settled function: other states change soon."""
        provisioned = self.state.provisioned
        settled = provisioned.available == provisioned.requested or provisioned.failure
        return self.answered and self.state.state in {None, "Active"} and bool(settled)


@dataclass(frozen=True, slots=True)
class RecentConcurrency:
    """The concurrency metrics of an account in the last hour.

    Lambda publishes none while nothing runs, so silence is unknown: it looks the same if values are
    late or lost.
    """

    peaks: Mapping[Metric, PeakByMinute] = field(default_factory=dict)
    denied: frozenset[str] = _NO_PERMISSIONS

    def of(self, metric: Metric) -> PeakByMinute:
        """Return the peaks of a metric; empty if nothing is known."""
        return self.peaks.get(metric, {})


@dataclass(frozen=True, slots=True)
class ConcurrencySnapshot:
    """Limits, functions and metrics at one tick."""

    accounts: Mapping[Place, AccountConcurrency] = field(default_factory=dict)
    functions: Mapping[FunctionRef, FunctionInfo] = field(default_factory=dict)
    recent: Mapping[Place, RecentConcurrency] = field(default_factory=dict)

    @property
    def denied(self) -> frozenset[str]:
        """The missing permissions, by their IAM names."""
        return _NO_PERMISSIONS.union(
            *(account.denied for account in self.accounts.values()),
            *(function.denied for function in self.functions.values()),
            *(recent.denied for recent in self.recent.values()),
        )
