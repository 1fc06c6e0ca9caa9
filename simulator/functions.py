"""Functions of an account: their containers by qualifier, and limits of concurrency."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from simulator.containers import Container, Pool
from simulator.errors import ServiceError
from simulator.start_rate import StartRate, Starts
from simulator.traits import ORDINARY, Traits
from simulator.usage import Series, Usage

LATEST = "$LATEST"
VERSION = "1"


@dataclass(frozen=True, slots=True)
class Served:
    """A minute of live traffic: requests at once that a warm, a new, or no container took."""

    warm: int
    cold: int
    throttled: int


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
            raise _not_found(f"{self.name}:{qualifier}")
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


class Functions:
    """The functions of one account in one region, and its limit of concurrent requests.

    `lasting`: live requests keep their containers until the next of the same function's traffic;
    otherwise they are over at once.
    """

    def __init__(
        self,
        concurrency: int,
        *,
        idle_life: timedelta = timedelta(minutes=15),
        start_rate: StartRate | None = None,
        lasting: bool = False,
    ) -> None:
        self.concurrency = concurrency
        self.usage = Usage()
        self._idle_life = idle_life
        self._start_rate = start_rate
        self._lasting = lasting
        self._functions: dict[str, Function] = {}

    def add(
        self,
        name: str,
        qualifiers: Iterable[str],
        *,
        guarded: bool,
        reserved: int | None,
        traits: Traits = ORDINARY,
    ) -> Function:
        """Deploy a function without a container."""
        names = (LATEST, VERSION, *qualifiers)
        pools = {each: Pool(f"{name}:{each}", self._idle_life) for each in names}
        starts = Starts(self._start_rate) if self._start_rate else None
        function = Function(name, guarded, reserved, pools, traits, starts)
        self._functions[name] = function
        return function

    def __getitem__(self, name: str) -> Function:
        if name not in self._functions:
            raise _not_found(name)
        return self._functions[name]

    @property
    def unreserved(self) -> int:
        """What is left of the account's concurrency beside the reservations."""
        return self.concurrency - sum(each.reserved or 0 for each in self._functions.values())

    def begin(self, name: str, qualifier: str, now: datetime) -> Container:
        """Route one request to a container.

        Raises:
            ServiceError: ResourceNotFoundException, TooManyRequestsException with its Reason, or
                that the function is not Active.
        """
        function = self[name]
        pool = function.pool(qualifier)
        _be_active(function, now)
        if self._headroom(function) <= 0:
            raise _throttled(function, "ConcurrentInvocationLimitExceeded")
        if function.starts is not None and not pool.idle(now):
            at = time.monotonic()
            if not function.starts.allowed(at):
                raise _throttled(function, "FunctionInvocationRateLimitExceeded")
            function.starts.note(at)
        container = pool.take(now)
        self._note(function, qualifier, now)
        return container

    def serve(self, name: str, qualifier: str, requests: int, now: datetime) -> Served:
        """A minute of live traffic, `requests` of them in flight at once."""
        function = self[name]
        pool = function.pool(qualifier)
        _finish(function, pool, now)
        allowed = min(requests, max(0, self._headroom(function)))
        taken = [pool.take(now) for _ in range(allowed)]
        if taken:
            self._note(function, qualifier, now)
        cold = sum(container.requests == 0 for container in taken)
        for container in reversed(taken):
            container.served = now
            function.lasting.append((pool, container))
        if not self._lasting:
            _finish(function, pool, now)
        return Served(warm=allowed - cold, cold=cold, throttled=requests - allowed)

    def _headroom(self, function: Function) -> int:
        """How many more requests may be in flight: reserved functions apart, the rest share."""
        if function.reserved is not None:
            return function.reserved - function.busy
        return self.unreserved - self._unreserved_busy()

    def _unreserved_busy(self) -> int:
        return sum(each.busy for each in self._functions.values() if each.reserved is None)

    def _note(self, function: Function, qualifier: str, now: datetime) -> None:
        name, metric = function.name, "ConcurrentExecutions"
        resource = name if qualifier == LATEST else f"{name}:{qualifier}"
        busy = sum(each.busy for each in self._functions.values())
        self.usage.note(Series(metric), busy, now)
        self.usage.note(Series("UnreservedConcurrentExecutions"), self._unreserved_busy(), now)
        self.usage.note(Series(metric, name), function.busy, now)
        self.usage.note(Series(metric, name, resource), function.pool(qualifier).busy, now)


def _finish(function: Function, pool: Pool, now: datetime) -> None:
    """The live requests of a pool are over."""
    for each, container in function.lasting:
        if each is pool:
            container.served = now
            pool.give_back(container, now)
    function.lasting = [each for each in function.lasting if each[0] is not pool]


def _be_active(function: Function, now: datetime) -> None:
    """Refuse what is not Active; the first call wakes what is Inactive."""
    match function.state(now):
        case "Active":
            return
        case "Inactive":
            function.waking = now
            raise ServiceError(
                "ResourceNotReadyException",
                "The function is inactive and its VPC connection is no longer available.",
                status=502,
            )
        case state:
            raise ServiceError(
                "ResourceConflictException",
                "The operation cannot be performed at this time. The function is currently in the "
                f"following state: {state}",
                status=409,
            )


def _throttled(function: Function, reason: str) -> ServiceError:
    if function.reserved is not None:
        reason = f"ReservedFunction{reason.removeprefix('Function')}"
    return ServiceError(
        "TooManyRequestsException", "Rate Exceeded.", status=429, fields={"Reason": reason}
    )


def _not_found(name: str) -> ServiceError:
    arn = f"arn:aws:lambda:eu-west-1:123456789012:function:{name}"
    return ServiceError("ResourceNotFoundException", f"Function not found: {arn}", status=404)
