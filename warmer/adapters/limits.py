"""Finds out, before a wave, what is known of limits and use; what does not change soon is kept."""

from collections.abc import Collection, Hashable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from typing import Any, TypeVar

from botocore.config import Config

from kickoff.aws.clients import Clients
from kickoff.aws.errors import AWS_ERRORS
from kickoff.aws.place import Place
from kickoff.aws.sessions import Aws
from warmer.adapters import settings, usage
from warmer.model import Function
from warmer.plan import topup
from warmer.plan.survey import (
    UNRESERVED,
    Account,
    ConcurrencySnapshot,
    FunctionInfo,
    Recent,
    Series,
    of_function,
    of_resource,
)

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

# An account's control plane answers 15 calls a second, to all who call it together: what is asked
# is kept, and of so many functions at most is asked in a tick, three calls each.
SETTINGS_HOLD = timedelta(minutes=10)
MOST_ASKED = 16
_AT_ONCE = 4


class Limits:
    """Asks, and remembers; one for a process."""

    def __init__(self, aws: Aws) -> None:
        # What is not known in time is not waited for: the wave comes first, and the next tick asks.
        config = Config(
            connect_timeout=1,
            read_timeout=2,
            retries={"total_max_attempts": 1},
            max_pool_connections=_AT_ONCE,
        )
        self._clients = Clients(aws, config)
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="limits")
        self._accounts: dict[Place, tuple[datetime, Account]] = {}
        self._abouts: dict[Function, tuple[datetime, FunctionInfo]] = {}

    def look(
        self, functions: Collection[Function], at: datetime, patience: float
    ) -> ConcurrencySnapshot:
        """What is known at a tick, after at most `patience` seconds of asking."""
        accounts, abouts = _fresh(self._accounts, at), _fresh(self._abouts, at)
        asked_accounts: dict[Place, Future[Account]] = {}
        asked_abouts: dict[Function, Future[FunctionInfo]] = {}
        asked_recent: dict[Place, Future[Recent]] = {}
        for place in sorted({function.place for function in functions}, key=str):
            here = [function for function in functions if function.place == place]
            try:
                client, metrics = self._clients.functions(place), self._clients.cloudwatch(place)
            except AWS_ERRORS:
                continue  # the wave meets the same, and says so
            if place not in accounts:
                asked_accounts[place] = self._pool.submit(settings.account, client)
            start, wanted = at - topup.LOOKED_BACK, _series(here, abouts)
            asked_recent[place] = self._pool.submit(usage.recent, metrics, wanted, start, at)
            for each in here:
                if each not in abouts and len(asked_abouts) < MOST_ASKED:
                    asked_abouts[each] = self._pool.submit(settings.about, client, each)
        asked: list[Future[Any]] = [
            *asked_accounts.values(),
            *asked_abouts.values(),
            *asked_recent.values(),
        ]
        for late in wait(asked, patience).not_done:
            late.cancel()
        accounts |= _answered(asked_accounts)
        abouts |= _answered(asked_abouts)
        self._keep(accounts, abouts, at)
        return ConcurrencySnapshot(accounts, abouts, _answered(asked_recent))

    def _keep(
        self, accounts: dict[Place, Account], abouts: dict[Function, FunctionInfo], at: datetime
    ) -> None:
        """Keep what is known, from when it was asked; a function that is not Active may soon be."""
        for place, account in accounts.items():
            if account.unreserved is not None or account.denied:
                _note(self._accounts, place, account, at)
        for function, about in abouts.items():
            if about.whole and about.facts.state in {None, "Active"}:
                _note(self._abouts, function, about, at)


def _series(
    functions: Collection[Function], abouts: Mapping[Function, FunctionInfo]
) -> list[Series]:
    """What to ask of CloudWatch, which charges by the series: the least that is needed."""
    reserved = {f.name for f in functions if f not in abouts or abouts[f].reserved is not None}
    return [UNRESERVED, *map(of_function, sorted(reserved)), *map(of_resource, functions)]


def _fresh(kept: dict[K, tuple[datetime, V]], at: datetime) -> dict[K, V]:
    return {
        key: value
        for key, (asked, value) in kept.items()
        if timedelta() <= at - asked < SETTINGS_HOLD
    }


def _note(kept: dict[K, tuple[datetime, V]], key: K, value: V, at: datetime) -> None:
    if key not in kept or not timedelta() <= at - kept[key][0] < SETTINGS_HOLD:
        kept[key] = (at, value)


def _answered(asked: dict[K, "Future[V]"]) -> dict[K, V]:
    return {
        key: future.result()
        for key, future in asked.items()
        if future.done() and not future.cancelled()
    }
