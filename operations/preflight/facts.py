"""What was read of the account; a read that failed left its outcome instead."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from kickoff.aws.place import Place
from prescaler.model import Dimension, Observed, Outcome, Resource
from warmer.model import FunctionRef
from warmer.plan.concurrency import FunctionState


class Site(NamedTuple):
    """An account and region, whose quotas many targets share; None is the account we run in."""

    account: str | None
    region: str | None

    def __str__(self) -> str:
        account = f"account {self.account}" if self.account else "the account"
        return f"{account} in {self.region or 'no region'}"


class Units(NamedTuple):
    """Reads and writes a second."""

    read: float
    write: float


@dataclass(frozen=True, slots=True)
class Quotas:
    """What DescribeLimits tells: of a table with its indexes, of all provisioned tables."""

    table: Units
    account: Units


@dataclass(frozen=True, slots=True)
class Account:
    """A site; what none of its targets needs is None, and was not asked.

    `used`: what all its tables are provisioned with, as a share of the account's quota.
    `unreserved`: concurrency of the functions that have none of their own.
    """

    quotas: Quotas | Outcome | None = None
    used: Units | Outcome | None = None
    unreserved: int | Outcome | None = None


class Part(NamedTuple):
    """Reads or writes of a table (`owner` None) or of an index."""

    owner: str | None
    reads: bool


@dataclass(frozen=True, slots=True)
class About:
    """A function: `reserved` is None where it shares the account's concurrency.

    `provisioned`: what its alias or version is to have, where that could be read.
    """

    state: FunctionState | Outcome
    reserved: int | Outcome | None = None
    provisioned: int = 0


@dataclass(frozen=True, slots=True)
class Need:
    """What an application must be allowed to do for a target."""

    service: str
    action: str
    resource: str
    target: str


@dataclass(frozen=True, slots=True)
class Permissions:
    """What is denied to those who need it, by `principals`; `unread` where it could not be told."""

    denied: tuple[tuple[str, Need], ...] = ()
    unread: tuple[Outcome, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the checks rest on.

    `parts` are the units provisioned of every part of a table. `guarded`: did a function's answers
    name their container? None where nobody asked, or its guard never does.
    """

    sites: Mapping[Place, Site] = field(default_factory=dict)
    accounts: Mapping[Site, Account] = field(default_factory=dict)
    observed: Mapping[Dimension, Observed] = field(default_factory=dict)
    parts: Mapping[Resource, Mapping[Part, int]] = field(default_factory=dict)
    functions: Mapping[FunctionRef, About] = field(default_factory=dict)
    guarded: Mapping[FunctionRef, bool | Outcome | None] = field(default_factory=dict)
    permissions: Permissions = field(default_factory=Permissions)
