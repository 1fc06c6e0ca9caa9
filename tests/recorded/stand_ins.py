"""The two stand-ins for an account: kickoff's simulator and moto."""

import json
import logging
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta

import boto3
from moto.server import ThreadedMotoServer

from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.faults import Fault
from simulator.server import serve
from simulator.traits import Traits
from tests.recorded.account import Account, CannotAnswerError
from tests.recorded.rule import MORNING, Rule
from tests.recorded.steps import Function, Table

REGION = "eu-west-1"
_FAULTS = {"raises": Fault.CRASHED, "times-out": Fault.TIMED_OUT}


def testing_session() -> boto3.Session:
    """A session for stand-ins; one serves all rules, because it caches the service models."""
    return boto3.Session("testing", "testing", region_name=REGION)


class SimulatedAccount(Account):
    """The simulator on a socket, one cloud for each rule."""

    def __init__(self, session: boto3.Session) -> None:
        super().__init__(session)
        self._stack = ExitStack()
        self.cloud = Cloud(Clock(MORNING))

    def prepare(self, rule: Rule) -> None:
        """Serve an empty cloud."""
        self.close()
        self.cloud = Cloud(Clock(rule.at))
        self.url = self._stack.enter_context(serve(self.cloud))

    @property
    def now(self) -> datetime:
        """The instant of the cloud's clock."""
        return self.cloud.now

    def advance(self, seconds: float) -> None:
        """Move the cloud's clock."""
        self.cloud.advance(self.cloud.now + timedelta(seconds=seconds))

    def create_table(self, table: Table) -> None:
        """Add an ACTIVE table to the cloud; one with warm throughput is created by a call."""
        name = self.fill(table.name)
        if table.warm:
            super().create_table(table)
            return
        if table.units is None:
            indexes = [index.name for index in table.indexes]
            self.cloud.add_on_demand_table(name, indexes=indexes)
            return
        read, write = table.units
        units = {index.name: _both(index.units) for index in table.indexes}
        self.cloud.add_table(name, read=read, write=write, indexes=units)

    def create_function(self, function: Function) -> None:
        """Add a function to the cloud; an invocation ends as its handler would end."""
        self.cloud.add_function(
            self.names["function"],
            qualifiers=[function.alias] if function.alias else [],
            guarded=False,
            reserved=function.reserved,
            traits=Traits(fails=function.handler == "fails-to-start"),
        )
        if fault := _FAULTS.get(function.handler):
            self.cloud.faults.next("lambda.Invoke", fault)

    def close(self) -> None:
        """End the server."""
        super().close()
        self._stack.close()


def _both(units: tuple[int | None, int | None] | None) -> tuple[int, int]:
    match units:
        case (int() as read, int() as write):
            return read, write
    raise ValueError("an index of a provisioned table has units")


class MotoAccount(Account):
    """moto's server, emptied for each rule; it has no clock."""

    has_clock = False

    def prepare(self, rule: Rule) -> None:  # noqa: ARG002 (the same for every rule)
        """Empty the server."""
        self._post("reset", {})
        self._post("config", {"lambda": {"use_docker": False}})
        trust = json.dumps({"Version": "2012-10-17", "Statement": []})
        self.call("iam.CreateRole", {"RoleName": "function", "AssumeRolePolicyDocument": trust})

    def advance(self, seconds: float) -> None:
        """Refuse.

        Raises:
            CannotAnswerError: Always.
        """
        raise CannotAnswerError(f"moto has no clock that passes {seconds:g} seconds")

    def _post(self, what: str, content: object) -> None:
        request = urllib.request.Request(  # noqa: S310 (the address is ours)
            f"{self.url}/moto-api/{what}",
            data=json.dumps(content).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10):  # noqa: S310
            pass


@contextmanager
def simulated(session: boto3.Session) -> Iterator[SimulatedAccount]:
    """The simulator as an account."""
    account = SimulatedAccount(session)
    try:
        yield account
    finally:
        account.close()


@contextmanager
def mocked(session: boto3.Session) -> Iterator[MotoAccount]:
    """moto's server in this process as an account."""
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)  # a line for each request
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        account = MotoAccount(session, f"http://{host}:{port}")
        yield account
        account.close()
    finally:
        server.stop()
