"""Reads the versions behind aliases and `$LATEST`, at the pace of Lambda's control plane."""

from collections.abc import Collection, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

from kickoff.aws import pacer
from kickoff.aws.clients import Clients
from kickoff.aws.errors import AWS_ERRORS, is_forbidden
from kickoff.aws.place import Place
from warmer.model import FunctionRef
from warmer.plan.versions import LATEST, ServedVersions

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

_THREADS = 4
_Found = dict[FunctionRef, ServedVersions]


class VersionReader:
    """Makes one call for each function, whatever the number of its aliases in the calendar.

    `denied` holds the missing permissions.
    """

    def __init__(self, clients: Clients) -> None:
        self._clients = clients
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="versions")
        self.denied: set[str] = set()

    def read(self, functions: Iterable[FunctionRef], timeout_s: float) -> _Found:
        """Return the versions of some functions, after at most `timeout_s` seconds.

        A function whose call failed, or came too late, is left out.
        """
        until = pacer.seconds() + timeout_s
        calls: dict[tuple[Place, str, bool], list[FunctionRef]] = {}
        for each in functions:
            key = each.place, each.name, each.qualifier in {None, LATEST}
            calls.setdefault(key, []).append(each)
        running = [
            self._pool.submit(self._read, place, same, latest=latest, until=until)
            for (place, _, latest), same in calls.items()
        ]
        done, late = wait(running, timeout_s)
        for future in late:
            future.cancel()
        return _merged(done)

    def _read(self, place: Place, same: list[FunctionRef], *, latest: bool, until: float) -> _Found:
        """Read qualifiers of one function: its aliases, or `$LATEST`."""
        permission = "lambda:GetFunctionConfiguration" if latest else "lambda:ListAliases"
        try:
            client = self._clients.functions(place)
            if not self._clients.pacer("lambda", place).take(until):
                return {}
            return _latest(client, same) if latest else _aliases(client, same)
        except AWS_ERRORS as error:
            if is_forbidden(error):
                self.denied.add(permission)
            return {}


def _aliases(client: "LambdaClient", same: list[FunctionRef]) -> _Found:
    pages = client.get_paginator("list_aliases").paginate(FunctionName=same[0].name)
    aliases = {alias["Name"]: alias for page in pages for alias in page["Aliases"]}
    found: _Found = {}
    for each in same:
        if each.qualifier in aliases:
            alias = aliases[each.qualifier]
            weights = alias.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})
            found[each] = (alias["FunctionVersion"], *sorted(weights))
    return found


def _latest(client: "LambdaClient", same: list[FunctionRef]) -> _Found:
    # Without a qualifier IAM checks another resource than with $LATEST.
    qualifier = {} if same[0].qualifier is None else {"Qualifier": LATEST}
    found = client.get_function_configuration(FunctionName=same[0].name, **qualifier)
    return dict.fromkeys(same, (f"{LATEST} {found['LastModified']}",))


def _merged(done: Collection["Future[_Found]"]) -> _Found:
    return {function: versions for each in done for function, versions in each.result().items()}
