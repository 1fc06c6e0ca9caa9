"""Lambda: the functions of an account, routing of requests, limits of concurrency."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from simulator.call_rate import CallRate
from simulator.cloudwatch import LambdaMetric, LambdaMetrics
from simulator.containers import Container
from simulator.delays import Delays
from simulator.errors import ServiceError
from simulator.lambda_.errors import LATEST, alias_not_found, conflict, is_version, not_found
from simulator.lambda_.function import SimulatedFunction, StartLimiter
from simulator.lambda_.limits import check_provisioned, check_reserved
from simulator.lambda_.provisioned import ProvisionedConfigs
from simulator.lambda_.settings import FunctionConfiguration
from simulator.lambda_.versions import Alias, FunctionVersions
from simulator.traits import ORDINARY, Traits


@dataclass(frozen=True, slots=True)
class RequestsServed:
    """Concurrent requests of a minute: served by a warm container, by a new one, or throttled."""

    warm: int
    cold: int
    throttled: int


class LambdaService:
    """The functions of one account in one region, and its limit of concurrent requests.

    `control_plane` is the rate of calls of Lambda's control plane; None for no limit.
    """

    def __init__(self, concurrency: int, delays: Delays | None = None) -> None:
        self.concurrency = concurrency
        self.usage = LambdaMetrics()
        self._delays = delays or Delays()
        calls = self._delays.lambda_calls_per_second
        self.control_plane = CallRate(calls, calls) if calls else None
        self._functions: dict[str, SimulatedFunction] = {}

    def add(
        self,
        name: str,
        qualifiers: Iterable[str],
        *,
        guarded: bool,
        reserved: int | None,
        traits: Traits = ORDINARY,
    ) -> SimulatedFunction:
        """Deploy a function with version 1, to which the aliases among its qualifiers point."""
        function = self._add(name, FunctionConfiguration(), traits)
        function.guarded, function.reserved = guarded, reserved
        version = function.versions.publish()
        for qualifier in qualifiers:
            if not is_version(qualifier):
                function.versions.create_alias(qualifier, Alias(version))
        return function

    def create(
        self, name: str, settings: FunctionConfiguration, traits: Traits, now: datetime
    ) -> SimulatedFunction:
        """CreateFunction: the function is Pending, then Active.

        Raises:
            ServiceError: ResourceConflictException.
        """
        if name in self._functions:
            raise conflict(f"Function already exist: {name}")
        function = self._add(name, settings, traits)
        function.active = now + self._delays.creation
        return function

    def _add(self, name: str, settings: FunctionConfiguration, traits: Traits) -> SimulatedFunction:
        delays = self._delays
        random = delays.random(f"function {name}")
        function = SimulatedFunction(
            name,
            FunctionVersions(name, settings),
            ProvisionedConfigs(delays, random, traits.provisioned, fails=traits.fails),
            traits,
            delays.idle_life,
            delays.random(f"starts of {name}"),
            starts=StartLimiter(delays.start_rate) if delays.start_rate else None,
        )
        self._functions[name] = function
        return function

    def __getitem__(self, name: str) -> SimulatedFunction:
        if name not in self._functions:
            raise not_found(name)
        return self._functions[name]

    def delete(self, name: str) -> None:
        """DeleteFunction, all versions at once; errors as for `__getitem__`."""
        del self._functions[self[name].name]

    def __len__(self) -> int:
        return len(self._functions)

    def qualified(self, name: str, qualifier: str | None) -> SimulatedFunction:
        """The function with this version or alias.

        Raises:
            ServiceError: ResourceNotFoundException; it names the function and the qualifier.
        """
        function = self._functions.get(name)
        if function is None or (qualifier is not None and qualifier not in function.versions):
            raise not_found(name, qualifier)
        return function

    def provisionable(self, name: str, qualifier: str) -> SimulatedFunction:
        """The function; as `qualified`, but an unknown alias is called one in the error."""
        function = self._functions.get(name)
        if function is None or qualifier not in function.versions:
            unknown = not_found if is_version(qualifier) else alias_not_found
            raise unknown(name, qualifier)
        return function

    @property
    def unreserved(self) -> int:
        """The account's concurrency without the reservations."""
        return self.concurrency - sum(each.reserved or 0 for each in self._functions.values())

    def provision(self, name: str, qualifier: str, count: int, now: datetime) -> None:
        """PutProvisionedConcurrencyConfig.

        Raises:
            ServiceError: ResourceNotFoundException, or as `check_provisioned`.
        """
        function = self.provisionable(name, qualifier)
        check_provisioned(function, qualifier, count, self._unprovisioned())
        function.provisioning.put(qualifier, count, now)

    def reserve(self, name: str, count: int) -> None:
        """PutFunctionConcurrency.

        Raises:
            ServiceError: ResourceNotFoundException, or as `check_reserved`.
        """
        function = self[name]
        check_reserved(function, count, self._unprovisioned())
        function.reserved = count

    def begin(self, name: str, qualifier: str, now: datetime) -> Container:
        """Route one request to a container.

        Raises:
            ServiceError: ResourceNotFoundException, TooManyRequestsException with its Reason, or
                an error for a function that is not Active.
        """
        function = self.qualified(name, qualifier)
        function.require_active(now)
        pool, provisioned = function.pool(qualifier), function.provisioned(qualifier, now)
        if self._headroom(function, qualifier) <= 0:
            raise self._throttled(function, qualifier, now, "ConcurrentInvocationLimitExceeded")
        if function.starts is not None and pool.needs_start(now, provisioned):
            at = time.monotonic()
            if not function.starts.allowed(at):
                reason = "FunctionInvocationRateLimitExceeded"
                raise self._throttled(function, qualifier, now, reason)
            function.starts.note(at)
        container = pool.take(now, qualifier, provisioned)
        self._note(function, qualifier, now)
        return container

    def serve(self, name: str, qualifier: str, requests: int, now: datetime) -> RequestsServed:
        """Serve a minute of live traffic with this many concurrent requests.

        With the delay `lasting` they keep their containers until the function's next minute of
        traffic; otherwise they end at once. A provisioned environment is never cold.
        """
        function = self.qualified(name, qualifier)
        pool, provisioned = function.pool(qualifier), function.provisioned(qualifier, now)
        function.finish(qualifier, now)
        allowed = min(requests, max(0, self._headroom(function, qualifier)))
        taken = [pool.take(now, qualifier, provisioned) for _ in range(allowed)]
        if taken:
            self._note(function, qualifier, now)
        if allowed < requests:
            self._count(function, qualifier, requests - allowed, now)
        cold = sum(container.cold for container in taken)
        for container in reversed(taken):
            container.served = now
            function.lasting.append((pool, container))
        if not self._delays.lasting:
            function.finish(qualifier, now)
        return RequestsServed(warm=allowed - cold, cold=cold, throttled=requests - allowed)

    def _headroom(self, function: SimulatedFunction, qualifier: str) -> int:
        """Free concurrency for a qualifier: provisioned for it, and the rest of the limit.

        The limit is the function's reservation, or the account's unreserved concurrency.
        """
        if function.reserved is not None:
            shared = function.reserved - function.held
        else:
            shared = self.unreserved - sum(each.held for each in self._unreserved())
        return shared + function.provisioned_and_free(qualifier)

    def _unreserved(self) -> Iterable[SimulatedFunction]:
        """The functions without a reservation."""
        return (each for each in self._functions.values() if each.reserved is None)

    def _unprovisioned(self) -> int:
        """Unreserved concurrency that is not provisioned."""
        return self.unreserved - sum(each.provisioning.total for each in self._unreserved())

    def _throttled(
        self, function: SimulatedFunction, qualifier: str, now: datetime, reason: str
    ) -> ServiceError:
        self._count(function, qualifier, 1, now)
        if function.reserved is not None:
            reason = f"ReservedFunction{reason.removeprefix('Function')}"
        return ServiceError(
            "TooManyRequestsException", "Rate Exceeded.", status=429, fields={"Reason": reason}
        )

    def _count(
        self, function: SimulatedFunction, qualifier: str, throttled: int, now: datetime
    ) -> None:
        resource = _resource(function, qualifier)
        self.usage.count(LambdaMetric("Throttles", function.name, resource), throttled, now)

    def _note(self, function: SimulatedFunction, qualifier: str, now: datetime) -> None:
        name, metric = function.name, "ConcurrentExecutions"
        resource = _resource(function, qualifier)
        busy = sum(each.busy for each in self._functions.values())
        self.usage.note(LambdaMetric(metric), busy, now)
        # As documented: requests on provisioned environments use no unreserved concurrency, and the
        # claimed concurrency counts these environments, used or idle.
        held = sum(each.held for each in self._unreserved())
        provisioned = sum(each.provisioning.total for each in self._unreserved())
        self.usage.note(LambdaMetric("UnreservedConcurrentExecutions"), held - provisioned, now)
        claimed = self.concurrency - self.unreserved + held
        self.usage.note(LambdaMetric("ClaimedAccountConcurrency"), claimed, now)
        self.usage.note(LambdaMetric(metric, name), function.busy, now)
        for_qualifier = function.pool(qualifier).busy_for(qualifier)
        self.usage.note(LambdaMetric(metric, name, resource), for_qualifier, now)


def _resource(function: SimulatedFunction, qualifier: str) -> str:
    return function.name if qualifier == LATEST else f"{function.name}:{qualifier}"
