"""Functions of an account: their containers by qualifier, and limits of concurrency."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from simulator.containers import Container, Pool
from simulator.errors import ServiceError

LATEST = "$LATEST"
VERSION = "1"


@dataclass(frozen=True, slots=True)
class Served:
    """A minute of live traffic: requests at once that a warm, a new, or no container took."""

    warm: int
    cold: int
    throttled: int


@dataclass(frozen=True, slots=True)
class Function:
    """A function: `qualifiers` are aliases of version 1; version and `$LATEST` are always there.

    `guarded`: its handler is wrapped in a guard. `reserved`: its own concurrency, out of the
    account's, as in `PutFunctionConcurrency`.
    """

    name: str
    guarded: bool
    reserved: int | None
    pools: dict[str, Pool] = field(repr=False)

    def pool(self, qualifier: str) -> Pool:
        """The containers of one qualifier.

        Raises:
            ServiceError: ResourceNotFoundException.
        """
        if qualifier not in self.pools:
            raise _not_found(f"{self.name}:{qualifier}")
        return self.pools[qualifier]

    @property
    def busy(self) -> int:
        """Requests in flight over all qualifiers."""
        return sum(pool.busy for pool in self.pools.values())


class Functions:
    """The functions of one account in one region, and its limit of concurrent requests."""

    def __init__(self, concurrency: int) -> None:
        self._concurrency = concurrency
        self._functions: dict[str, Function] = {}

    def add(
        self,
        name: str,
        qualifiers: Iterable[str],
        *,
        guarded: bool,
        reserved: int | None,
        idle_life: timedelta,
    ) -> Function:
        """Deploy a function without a container."""
        names = (LATEST, VERSION, *qualifiers)
        pools = {each: Pool(f"{name}:{each}", idle_life) for each in names}
        function = Function(name, guarded, reserved, pools)
        self._functions[name] = function
        return function

    def __getitem__(self, name: str) -> Function:
        if name not in self._functions:
            raise _not_found(name)
        return self._functions[name]

    def begin(self, name: str, qualifier: str, now: datetime) -> Container:
        """Route one request to a container.

        Raises:
            ServiceError: ResourceNotFoundException, or TooManyRequestsException with its Reason.
        """
        function = self[name]
        pool = function.pool(qualifier)
        if self._headroom(function) <= 0:
            raise _throttled(function)
        return pool.take(now)

    def serve(self, name: str, qualifier: str, requests: int, now: datetime) -> Served:
        """A minute of live traffic, `requests` of them in flight at once."""
        function = self[name]
        pool = function.pool(qualifier)
        allowed = min(requests, max(0, self._headroom(function)))
        taken = [pool.take(now) for _ in range(allowed)]
        cold = sum(container.requests == 0 for container in taken)
        for container in reversed(taken):
            container.served = now
            pool.give_back(container, now)
        return Served(warm=allowed - cold, cold=cold, throttled=requests - allowed)

    def _headroom(self, function: Function) -> int:
        """How many more requests may be in flight: reserved functions apart, the rest share."""
        if function.reserved is not None:
            return function.reserved - function.busy
        others = self._functions.values()
        reserved = sum(other.reserved for other in others if other.reserved is not None)
        busy = sum(other.busy for other in others if other.reserved is None)
        return self._concurrency - reserved - busy


def _throttled(function: Function) -> ServiceError:
    reason = "ConcurrentInvocationLimitExceeded"
    if function.reserved is not None:
        reason = "ReservedFunctionConcurrentInvocationLimitExceeded"
    return ServiceError(
        "TooManyRequestsException", "Rate Exceeded.", status=429, fields={"Reason": reason}
    )


def _not_found(name: str) -> ServiceError:
    arn = f"arn:aws:lambda:eu-west-1:123456789012:function:{name}"
    return ServiceError("ResourceNotFoundException", f"Function not found: {arn}", status=404)
