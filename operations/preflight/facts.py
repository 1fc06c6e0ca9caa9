"""Facts about the account that the checks use. A failed read gives an outcome instead."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from kickoff.aws.place import Place
from kickoff.outcome import Outcome
from prescaler.model import Dimension, Observed
from prescaler.resources.base import AccountQuota
from warmer.model import FunctionRef
from warmer.plan.concurrency import FunctionState


class QuotaScope(NamedTuple):
    """An account and region that share quotas; the account is None for kickoff's own."""

    account: str | None
    region: str | None

    def __str__(self) -> str:
        account = f"account {self.account}" if self.account else "the account"
        return f"{account} in {self.region or 'no region'}"


class ReadWrite(NamedTuple):
    """A number for reads and one for writes."""

    read: float
    write: float


@dataclass(frozen=True, slots=True)
class ThroughputLimits:
    """Quotas of DynamoDB, in units a second: of each table and each index, and of all together."""

    table: ReadWrite
    account: ReadWrite


@dataclass(frozen=True, slots=True)
class ScopeLimits:
    """The limits of an account and region; None for a limit that no target needs.

    `provisioned_share`: units of all tables, as a share of the account's quota. `unreserved`:
    concurrency that functions without reserved concurrency share.
    """

    throughput: ThroughputLimits | Outcome | None = None
    provisioned_share: ReadWrite | Outcome | None = None
    unreserved: int | Outcome | None = None


@dataclass(frozen=True, slots=True)
class FunctionFacts:
    """A function's state, and its reserved concurrency (None without a reservation).

    `provisioned`: requested provisioned concurrency by alias or version; empty if unknown. The
    state has those that serve the function's qualifier.
    """

    state: FunctionState | Outcome
    reserved: int | Outcome | None = None
    provisioned: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RequiredPermission:
    """An IAM action that an application (`warmer`, `prescaler`) needs for a target."""

    application: str
    action: str
    resource: str
    target: str


@dataclass(frozen=True, slots=True)
class PermissionFacts:
    """Required permissions that are denied, with the role's ARN; and failed simulations."""

    denied: tuple[tuple[str, RequiredPermission], ...] = ()
    unread: tuple[Outcome, ...] = ()


AccountQuotas = Mapping[
    tuple[QuotaScope, str], tuple[AccountQuota | Outcome, tuple[Dimension, ...]]
]


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """All facts that the checks use.

    `guard_answers`: True if a guard answered a function's pings; None without pings, or if its
    guard names no container. `event_bus`: the bus of the prescaler's events, if it sends any;
    `missing_bus`: the failed lookup of it. `account_quotas`: by scope and kind, with its
    dimensions there. `without_policy`: dimensions of services that no scaling
    policy scales; `unread_policies`: those with a failed read.
    """

    scopes: Mapping[Place, QuotaScope] = field(default_factory=dict)
    limits: Mapping[QuotaScope, ScopeLimits] = field(default_factory=dict)
    observed: Mapping[Dimension, Observed] = field(default_factory=dict)
    functions: Mapping[FunctionRef, FunctionFacts] = field(default_factory=dict)
    guard_answers: Mapping[FunctionRef, bool | Outcome | None] = field(default_factory=dict)
    permissions: PermissionFacts = field(default_factory=PermissionFacts)
    event_bus: str | None = None
    missing_bus: Outcome | None = None
    account_quotas: AccountQuotas = field(default_factory=dict)
    without_policy: tuple[Dimension, ...] = ()
    unread_policies: tuple[tuple[Dimension, Outcome], ...] = ()
