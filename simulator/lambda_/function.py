"""One function: its containers by qualifier, its state, its provisioned concurrency."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime

from simulator.containers import Container, Pool
from simulator.delays import StartRate
from simulator.errors import ServiceError
from simulator.lambda_.provisioned import ProvisionedConfigs
from simulator.traits import ORDINARY, Traits

LATEST = "$LATEST"
VERSION = "1"


class StartLimiter:
    """Limits the starts of one function's containers."""

    def __init__(self, rate: StartRate) -> None:
        self._rate = rate
        self._made: deque[float] = deque()

    def allowed(self, at: float) -> bool:
        """Return whether a container may start at an instant, in seconds of a steady clock."""
        while self._made and at - self._made[0] >= self._rate.within.total_seconds():
            self._made.popleft()
        return len(self._made) < self._rate.count

    def note(self, at: float) -> None:
        """Count a start."""
        self._made.append(at)


@dataclass(slots=True)
class SimulatedFunction:
    """A function with version 1 and its aliases; `pools` are the containers by qualifier.

    `guarded`: its handler is wrapped in a guard. `reserved`: its reserved concurrency. `waking`:
    the instant since when it is Pending. `lasting`: containers kept by live requests.
    """

    name: str
    guarded: bool
    reserved: int | None
    pools: dict[str, Pool] = field(repr=False)
    provisioning: ProvisionedConfigs
    traits: Traits = ORDINARY
    starts: StartLimiter | None = None
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
        """`State` of GetFunctionConfiguration."""
        if self.waking is None:
            return self.traits.state
        return "Active" if now - self.waking >= self.traits.wakes else "Pending"

    @property
    def busy(self) -> int:
        """Requests in flight, all qualifiers together."""
        return sum(pool.busy for pool in self.pools.values())

    def init(self, qualifier: str) -> str:
        """`AWS_LAMBDA_INITIALIZATION_TYPE` in its containers."""
        if self.traits.managed:
            return "lambda-managed-instances"
        if qualifier in self.provisioning.configs:
            return "provisioned-concurrency"
        return "snap-start" if self.traits.snap_start else "on-demand"

    def require_active(self, now: datetime) -> None:
        """Refuse a request unless Active; the first request to an Inactive function wakes it.

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
        """End the live requests of a pool."""
        for each, container in self.lasting:
            if each is pool:
                container.served = now
                pool.give_back(container, now)
        self.lasting = [each for each in self.lasting if each[0] is not pool]


def not_found(name: str) -> ServiceError:
    """The error for an unknown function or qualifier."""
    arn = f"arn:aws:lambda:eu-west-1:123456789012:function:{name}"
    return ServiceError("ResourceNotFoundException", f"Function not found: {arn}", status=404)
