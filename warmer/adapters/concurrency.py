"""Reads limits, function settings and concurrency before a wave; keeps what changes rarely."""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from kickoff.aws.clients import Clients
from kickoff.aws.errors import AWS_ERRORS, is_forbidden
from kickoff.aws.metrics import Metric, read_each_metric
from kickoff.aws.place import Place
from kickoff.outcome import Code, Outcome
from warmer.adapters.function_settings import read_account, read_function
from warmer.model import FunctionRef
from warmer.plan.concurrency import (
    CLAIMED,
    AccountConcurrency,
    ConcurrencySnapshot,
    FunctionInfo,
    RecentConcurrency,
    of_function,
    of_resource,
)
from warmer.plan.live_traffic import REMEMBERED

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
Kept = TypeVar("Kept", AccountConcurrency, FunctionInfo)

METRICS_PERMISSION = "cloudwatch:GetMetricData"
# The control plane of an account answers 15 calls a second, for all callers together. So settings
# are kept, and at most this many functions are read in a tick, with three or four calls each.
SETTINGS_AGE = timedelta(minutes=10)
MOST_FUNCTIONS_PER_TICK = 16
_THREADS = 4


class ConcurrencyReader:
    """Reads a ConcurrencySnapshot for each tick; one reader for a process."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="limits")
        self._accounts: dict[Place, tuple[datetime, AccountConcurrency]] = {}
        self._functions: dict[FunctionRef, tuple[datetime, FunctionInfo]] = {}

    def read(
        self, functions: Collection[FunctionRef], at: datetime, timeout_s: float
    ) -> ConcurrencySnapshot:
        """Return everything known at a tick, after at most `timeout_s` seconds of calls."""
        accounts, infos = _fresh(self._accounts, at), _fresh(self._functions, at)
        read_accounts: dict[Place, Future[AccountConcurrency]] = {}
        read_infos: dict[FunctionRef, Future[FunctionInfo]] = {}
        read_recent: dict[Place, Future[RecentConcurrency]] = {}
        for place in sorted({function.place for function in functions}, key=str):
            here = [function for function in functions if function.place == place]
            try:
                client, metrics = self._clients.functions(place), self._clients.cloudwatch(place)
            except AWS_ERRORS:
                continue  # the wave meets and reports the same error
            if place not in accounts:
                read_accounts[place] = self._pool.submit(read_account, client)
            start, needed = at - REMEMBERED, _metrics(here, infos)
            read_recent[place] = self._pool.submit(recent_concurrency, metrics, needed, start, at)
            for function in here:
                if function not in infos and len(read_infos) < MOST_FUNCTIONS_PER_TICK:
                    read_infos[function] = self._pool.submit(read_function, client, function)
        running: list[Future[Any]] = [*read_accounts.values(), *read_infos.values()]
        running += read_recent.values()
        for late in wait(running, timeout_s).not_done:
            late.cancel()
        accounts |= _answered(read_accounts)
        infos |= _answered(read_infos)
        _store(self._accounts, accounts, at)
        _store(self._functions, infos, at)
        accounts |= _older(read_accounts, accounts, self._accounts)
        infos |= _older(functions, infos, self._functions)
        return ConcurrencySnapshot(accounts, infos, _answered(read_recent))

    def forget(self, functions: Iterable[FunctionRef]) -> None:
        """Read the settings of some functions again: another version serves them now."""
        for function in functions:
            self._functions.pop(function, None)


def recent_concurrency(
    client: "CloudWatchClient", metrics: Sequence[Metric], start: datetime, end: datetime
) -> RecentConcurrency:
    """Read the minutes of [start, end). A metric that cannot be read is unknown, that one alone."""
    try:
        found = read_each_metric(client, metrics, start, end)
    except AWS_ERRORS as error:
        denied = {METRICS_PERMISSION} if is_forbidden(error) else ()
        return RecentConcurrency(denied=frozenset(denied))
    failures = [each.code for each in found.values() if isinstance(each, Outcome)]
    return RecentConcurrency(
        {
            metric: {minute: round(value) for minute, value in values.items()}
            for metric, values in found.items()
            if not isinstance(values, Outcome)
        },
        frozenset({METRICS_PERMISSION} if Code.DENIED in failures else ()),
    )


def _metrics(
    functions: Collection[FunctionRef], infos: Mapping[FunctionRef, FunctionInfo]
) -> list[Metric]:
    """Return the fewest metrics needed: CloudWatch charges for each."""
    reserved = {f.name for f in functions if f not in infos or infos[f].reserved is not None}
    return [CLAIMED, *map(of_function, sorted(reserved)), *map(of_resource, functions)]


def _fresh(kept: dict[K, tuple[datetime, V]], at: datetime) -> dict[K, V]:
    return {key: value for key, (read_at, value) in kept.items() if _is_fresh(read_at, at)}


def _store(kept: dict[K, tuple[datetime, Kept]], found: dict[K, Kept], at: datetime) -> None:
    for key, value in found.items():
        if value.lasting and (key not in kept or not _is_fresh(kept[key][0], at)):
            kept[key] = (at, value)


def _is_fresh(read_at: datetime, at: datetime) -> bool:
    return timedelta() <= at - read_at < SETTINGS_AGE


def _older(
    wanted: Collection[K], found: Mapping[K, Kept], kept: Mapping[K, tuple[datetime, Kept]]
) -> dict[K, Kept]:
    """Return older answers where there is no new one: an old limit is better than none."""
    unanswered = (key for key in wanted if key not in found or not found[key].answered)
    return {key: kept[key][1] for key in unanswered if key in kept}


def _answered(running: dict[K, "Future[V]"]) -> dict[K, V]:
    return {
        key: future.result()
        for key, future in running.items()
        if future.done() and not future.cancelled()
    }
