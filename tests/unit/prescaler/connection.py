"""The connection of a test to the simulator: regions, roles, and events between two calls."""

import re
from collections.abc import Callable
from functools import cache

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config

from kickoff.aws.clients import Clients
from kickoff.aws.place import Place
from kickoff.aws.sessions import Aws
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.transport import InProcessEndpoint
from tests.unit.prescaler.calendars import KICKOFF

_SCOPE = re.compile(r"Credential=([^/]+)/[0-9]+/([a-z0-9-]+)/")
_ONE_ATTEMPT = Config(retries={"total_max_attempts": 1})


class Death(BaseException):
    """The crash of the process."""


class Connection(InProcessEndpoint):
    """The endpoint of `clients`, which are made once for all tests.

    `elsewhere` are the clouds of other regions and roles, by name. `before_call` and `after_call`
    are functions to run once, by operation: `RegisterScalableTarget`. A fault is one failed call:
    clients do not retry.
    """

    def __init__(self) -> None:
        self.clients = Clients(_WithoutSts(), _ONE_ATTEMPT)
        self.begin(Cloud(Clock(KICKOFF)))

    def begin(self, cloud: Cloud) -> None:
        """Connect to a new account."""
        super().__init__(cloud)
        self.elsewhere: dict[str, Cloud] = {}
        self.before_call: dict[str, Callable[[], object]] = {}
        self.after_call: dict[str, Callable[[], object]] = {}

    def respond(self, request: AWSPreparedRequest, **named: object) -> AWSResponse:
        """Respond from the cloud of the request's role or region."""
        operation = _text(request.headers.get("X-Amz-Target", "")).partition(".")[2]
        self.before_call.pop(operation, _nothing)()
        signed = _SCOPE.search(_text(request.headers.get("Authorization", "")))
        home, names = self.cloud, signed.groups() if signed else ()
        self.cloud = next((self.elsewhere[each] for each in names if each in self.elsewhere), home)
        try:
            response = super().respond(request, **named)
        finally:
            self.cloud = home
        self.after_call.pop(operation, _nothing)()
        return response


class _WithoutSts(Aws):
    """Sessions without AssumeRole: the simulator has no STS. The access key is the role's name."""

    def __init__(self) -> None:
        super().__init__()
        make = self.session.__wrapped__

        def session(place: Place) -> boto3.Session:
            made = make(Place(place.region))
            credentials = made.get_credentials()
            assert credentials is not None
            if place.role_arn is not None:
                credentials.access_key = place.role_arn.rpartition("/")[2]
            return made

        self.session = cache(session)


def die() -> None:
    """Crash."""
    raise Death


def _nothing() -> None:
    """Do nothing."""


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
