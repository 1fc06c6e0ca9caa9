"""Lambda: the functions of an account, routing of requests, limits of concurrency."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from simulator.cloudwatch import LambdaMetric, LambdaMetrics
from simulator.containers import Container, Pool
from simulator.delays import Delays
from simulator.errors import ServiceError
from simulator.lambda_.function import LATEST, VERSION, SimulatedFunction, StartLimiter, not_found
from simulator.lambda_.provisioned import ProvisionedConfigs
from simulator.traits import ORDINARY, Traits

_LEAST_UNRESERVED = 100
"""Unreserved concurrency of an account that provisioning must leave."""


@dataclass(frozen=True, slots=True)
class RequestsServed:
    """Concurrent requests of a minute: served by a warm container, by a new one, or throttled."""

    warm: int
    cold: int
    throttled: int


class LambdaService:
    """The functions of one account in one region, and its limit of concurrent requests."""

    def __init__(self, concurrency: int, delays: Delays | None = None) -> None:
        self.concurrency = concurrency
        self.usage = LambdaMetrics()
        self._delays = delays or Delays()
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
        """Deploy a function without on-demand containers."""
        delays = self._delays
        function = SimulatedFunction(
            name,
            guarded,
            reserved,
            {
                each: Pool(f"{name}:{each}", delays.idle_life)
                for each in (LATEST, VERSION, *qualifiers)
            },
            ProvisionedConfigs(delays.allocation, traits.provisioned),
            traits,
            StartLimiter(delays.start_rate) if delays.start_rate else None,
        )
        self._functions[name] = function
        return function

    def __getitem__(self, name: str) -> SimulatedFunction:
        if name not in self._functions:
            raise not_found(name)
        return self._functions[name]

    @property
    def unreserved(self) -> int:
        """The account's concurrency without the reservations."""
        return self.concurrency - sum(each.reserved or 0 for each in self._functions.values())

    def provision(self, name: str, qualifier: str, count: int, now: datetime) -> None:
        """PutProvisionedConcurrencyConfig.

        It counts toward the function's reserved concurrency. Without a reservation it counts toward
        the account's concurrency; 100 must stay unreserved.

        Raises:
            ServiceError: ResourceNotFoundException or InvalidParameterValueException.
        """
        function = self[name]
        function.pool(qualifier)
        if qualifier == LATEST:
            raise _invalid(
                "Provisioned Concurrency Configs cannot be applied to unpublished function versions"
            )
        added = count - function.provisioning.requested(qualifier)
        if function.reserved is not None:
            if function.provisioning.total + added > function.reserved:
                raise _invalid(
                    "Requested Provisioned Concurrency should not be greater than the "
                    "reservedConcurrentExecution for function"
                )
        elif added > 0 and self._unprovisioned() - added < _LEAST_UNRESERVED:
            raise _invalid(
                "Specified ConcurrentExecutions for function decreases account's "
                f"UnreservedConcurrentExecution below its minimum value of [{_LEAST_UNRESERVED}]."
            )
        function.provisioning.put(qualifier, count, now, fails=function.traits.fails)

    def begin(self, name: str, qualifier: str, now: datetime) -> Container:
        """Route one request to a container.

        Raises:
            ServiceError: ResourceNotFoundException, TooManyRequestsException with its Reason, or
                an error for a function that is not Active.
        """
        function = self[name]
        pool = function.pool(qualifier)
        function.require_active(now)
        if self._headroom(function) <= 0:
            raise self._throttled(function, qualifier, now, "ConcurrentInvocationLimitExceeded")
        if function.starts is not None and not pool.idle(now):
            at = time.monotonic()
            if not function.starts.allowed(at):
                reason = "FunctionInvocationRateLimitExceeded"
                raise self._throttled(function, qualifier, now, reason)
            function.starts.note(at)
        container = pool.take(now)
        self._note(function, qualifier, now)
        return container

    def serve(self, name: str, qualifier: str, requests: int, now: datetime) -> RequestsServed:
        """Serve a minute of live traffic with this many concurrent requests.

        With the delay `lasting` they keep their containers until the function's next minute of
        traffic; otherwise they end at once. A provisioned environment is never cold.
        """
        function = self[name]
        pool = function.pool(qualifier)
        function.finish(pool, now)
        allowed = min(requests, max(0, self._headroom(function)))
        taken = [pool.take(now) for _ in range(allowed)]
        if taken:
            self._note(function, qualifier, now)
        if allowed < requests:
            self._count(function, qualifier, requests - allowed, now)
        new = sum(container.requests == 0 for container in taken)
        cold = min(new, max(0, allowed - function.provisioning.allocated(qualifier, now)))
        for container in reversed(taken):
            container.served = now
            function.lasting.append((pool, container))
        if not self._delays.lasting:
            function.finish(pool, now)
        return RequestsServed(warm=allowed - cold, cold=cold, throttled=requests - allowed)

    def _headroom(self, function: SimulatedFunction) -> int:
        """Free concurrency: the function's reservation, or the account's unreserved concurrency."""
        if function.reserved is not None:
            return function.reserved - function.busy
        return self.unreserved - self._unreserved_busy()

    def _unreserved_busy(self) -> int:
        return sum(each.busy for each in self._functions.values() if each.reserved is None)

    def _unprovisioned(self) -> int:
        """Unreserved concurrency that is not provisioned."""
        return self.unreserved - sum(
            each.provisioning.total for each in self._functions.values() if each.reserved is None
        )

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
        self.usage.note(
            LambdaMetric("UnreservedConcurrentExecutions"), self._unreserved_busy(), now
        )
        self.usage.note(LambdaMetric(metric, name), function.busy, now)
        self.usage.note(LambdaMetric(metric, name, resource), function.pool(qualifier).busy, now)


def _resource(function: SimulatedFunction, qualifier: str) -> str:
    return function.name if qualifier == LATEST else f"{function.name}:{qualifier}"


def _invalid(message: str) -> ServiceError:
    return ServiceError("InvalidParameterValueException", message)
