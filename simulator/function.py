"""One function: its containers by qualifier, its state, what is provisioned."""

from dataclasses import dataclass, field
from datetime import datetime

from simulator.containers import Container, Pool
from simulator.errors import ServiceError
from simulator.provisioning import Provisioning
from simulator.start_rate import Starts
from simulator.traits import ORDINARY, Traits

LATEST = "$LATEST"
VERSION = "1"


@dataclass(slots=True)
class Function:
    """A function: `qualifiers` are aliases of version 1; version and `$LATEST` are always there.

    `guarded`: its handler is wrapped in a guard. `reserved`: its own concurrency, out of the
    account's, as in `PutFunctionConcurrency`. `waking` is since when it has been Pending.
    """

    name: str
    guarded: bool
    reserved: int | None
    pools: dict[str, Pool] = field(repr=False)
    provisioning: Provisioning
    traits: Traits = ORDINARY
    starts: Starts | None = None
    waking: datetime | None = None
    lasting: list[tuple[Pool, Container]] = field(default_factory=list, repr=False)

    def pool(self, qualifier: str) -> Pool:
        """The containers of one qualifier.

        Raises:
            ServiceError: ResourceNotFoundException.
        """
        if qualifier not in self.pools:
            raise not_found(f"{self.name}:{qualifier}")
        return self.pools[qualifier]

    def state(self, now: datetime) -> str:
        """As GetFunctionConfiguration tells it."""
        if self.waking is None:
            return self.traits.state
        return "Active" if now - self.waking >= self.traits.wakes else "Pending"

    @property
    def busy(self) -> int:
        """Requests in flight over all qualifiers."""
        return sum(pool.busy for pool in self.pools.values())

    def init(self, qualifier: str) -> str:
        """`AWS_LAMBDA_INITIALIZATION_TYPE` in its containers."""
        if self.traits.managed:
            return "lambda-managed-instances"
        if qualifier in self.provisioning.configs:
            return "provisioned-concurrency"
        return "snap-start" if self.traits.snap_start else "on-demand"

    def be_active(self, now: datetime) -> None:
        """Refuse what is not Active; the first call wakes what is Inactive.

        Raises:
            ServiceError: ResourceNotReadyException or ResourceConflictException.
        """
        match self.state(now):
            case "Active":
                return
            case "Inactive":
                self.waking = now
                raise ServiceError(
                    "ResourceNotReadyException",
                    "The function is inactive and its VPC connection is no longer available.",
                    status=502,
                )
            case state:
                raise ServiceError(
                    "ResourceConflictException",
                    "The operation cannot be performed at this time. The function is currently in "
                    f"the following state: {state}",
                    status=409,
                )

    def finish(self, pool: Pool, now: datetime) -> None:
        """The live requests of a pool are over."""
        for each, container in self.lasting:
            if each is pool:
                container.served = now
                pool.give_back(container, now)
        self.lasting = [each for each in self.lasting if each[0] is not pool]


def not_found(name: str) -> ServiceError:
    """There is no such function or qualifier."""
    arn = f"arn:aws:lambda:eu-west-1:123456789012:function:{name}"
    return ServiceError("ResourceNotFoundException", f"Function not found: {arn}", status=404)
