"""The one cache of boto3 clients, by service and place, safe for threads."""

import gc
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from botocore.config import Config

from kickoff.aws import pacer
from kickoff.aws.errors import translated
from kickoff.aws.pace import PACES, ControlPlane
from kickoff.aws.pacer import Pacer
from kickoff.aws.place import Place
from kickoff.aws.sessions import PATIENCE, Aws
from kickoff.outcome import Code, Failure, Outcome

if TYPE_CHECKING:
    from mypy_boto3_application_autoscaling import ApplicationAutoScalingClient
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_lambda import LambdaClient

_Answer = TypeVar("_Answer")
_HOME = Place()
CALLS_AT_ONCE = 16
# A tick has a minute for several rounds of calls, and one place must not use up that of the others.
_TICK = PATIENCE.merge(
    Config(connect_timeout=2, read_timeout=4, max_pool_connections=CALLS_AT_ONCE)
)
# Calls in a row without an answer before a service counts as silent.
_SILENT_AFTER = 4
# Seconds of a tick's minute until the last change may start; the rest is for reading it back.
_CHANGES_END_S = 40
_THROTTLED_TURNS = 5  # then the change leaves the rest of the tick to the others
NO_TURN = "not sent, AWS takes no more changes now; the next tick sends it"
_REFUSED = frozenset((Code.THROTTLED, Code.BUSY))
_ONCE = Config(retries={"mode": "standard", "total_max_attempts": 1})


class Clients:
    """Clients that share one configuration. Each is made once: making one takes tens of ms.

    Changes go through `change`, at the pace of their control plane.
    """

    def __init__(self, aws: Aws, config: Config | None = None) -> None:
        self._aws = aws
        self._config = config or _TICK
        retries: dict[str, int] = getattr(self._config, "retries", None) or {}
        self._attempts = retries.get("total_max_attempts", 1)
        self._clients: dict[tuple[str, Place, bool], Any] = {}
        self._lock = Lock()  # boto3 makes clients safely in one thread at a time
        self._unanswered: Counter[tuple[Place, str]] = Counter()
        self._pacers: dict[ControlPlane, Pacer] = {}
        self._changes_end = pacer.seconds() + _CHANGES_END_S

    def client(self, service: str, place: Place = _HOME, *, retries: bool = True) -> Any:  # noqa: ANN401 (boto3's)
        """Return the client of a service by boto3's name.

        Raises:
            BotoCoreError: The place has no region, or its role has no credentials.
        """
        with self._lock:
            if (service, place, retries) not in self._clients:
                make: Callable[..., Any] = self._aws.session(place).client
                config = self._config if retries else self._config.merge(_ONCE)
                self._clients[service, place, retries] = make(service, config=config)
                # boto3's models live as long as the process. A collection in the middle of a wave
                # would search them for 40 ms while containers wait.
                gc.freeze()
            return self._clients[service, place, retries]

    def dynamodb(self, place: Place = _HOME) -> "DynamoDBClient":
        """Return the client of Amazon DynamoDB."""
        client: DynamoDBClient = self.client("dynamodb", place)
        return client

    def autoscaling(self, place: Place = _HOME) -> "ApplicationAutoScalingClient":
        """Return the client of Application Auto Scaling."""
        client: ApplicationAutoScalingClient = self.client("application-autoscaling", place)
        return client

    def functions(self, place: Place = _HOME) -> "LambdaClient":
        """Return the client of AWS Lambda."""
        client: LambdaClient = self.client("lambda", place)
        return client

    def cloudwatch(self, place: Place = _HOME) -> "CloudWatchClient":
        """Return the client of Amazon CloudWatch."""
        client: CloudWatchClient = self.client("cloudwatch", place)
        return client

    @contextmanager
    def calling(self, place: Place, action: str) -> Iterator[None]:
        """Raise a Failure for what goes wrong in the block; see `translated`.

        A service that did not answer several calls in a row is not called again in this tick, so
        that its place does not use up the time of the others.
        """
        asked = place, action.partition(":")[0]
        if self._unanswered[asked] >= _SILENT_AFTER:
            message = f"{action}: not called, {asked[1]} did not answer {_SILENT_AFTER} calls"
            raise Failure(Outcome(Code.UNREACHABLE, message))
        try:
            with translated(action):
                yield
        except Failure as failure:
            if failure.outcome.code is Code.UNREACHABLE:
                self._unanswered[asked] += 1
            raise
        self._unanswered[asked] = 0

    def change(
        self, place: Place, action: str, call: Callable[[Any], _Answer], *, while_busy: int = 0
    ) -> _Answer:
        """Make a call that changes something, in its turn; `call` gets the service's client.

        A throttled call takes other turns. `while_busy` is the number of other turns for a resource
        that another change occupies.

        Raises:
            Failure: QUEUED if the tick has no turn for it, or the failure of the call.
        """
        left = {Code.THROTTLED: _THROTTLED_TURNS, Code.BUSY: while_busy}
        left |= dict.fromkeys((Code.UNREACHABLE, Code.FAILED), self._attempts - 1)
        with self.calling(place, action):
            service = action.partition(":")[0]
            turns = self.pacer(service, place)
            while turns.take(self._changes_end):
                try:
                    with translated(action):
                        return call(self.client(service, place, retries=False))
                except Failure as failure:
                    code = failure.outcome.code
                    if not left.get(code) and code is not Code.THROTTLED:
                        raise
                if not left[code]:
                    break
                left[code] -= 1
                if code in _REFUSED:
                    turns.refused()
            raise Failure(Outcome(Code.QUEUED, f"{action}: {NO_TURN}"))

    def has_turn(self, service: str, place: Place) -> bool:
        """Return whether the tick has time for another change of a service.

        A service without a known pace has it at any time.
        """
        turns = self.pacer(service, place) if service in PACES else None
        return turns is None or turns.has_turn(self._changes_end)

    def wait(self, seconds: float) -> None:
        """Wait, unless the tick has no time left for changes after it."""
        if pacer.seconds() + seconds <= self._changes_end:
            pacer.wait(seconds)

    def pacer(self, service: str, place: Place) -> Pacer:
        """Return the pacer of a service with a known pace, in the account and region of a place."""
        plane = ControlPlane.of(service, place)
        with self._lock:
            if plane not in self._pacers:
                self._pacers[plane] = Pacer(PACES[plane.service], pacer.seconds, pacer.wait)
            return self._pacers[plane]

    def begin_tick(self) -> None:
        """Call silent services again, and give changes their time of this tick.

        Since the last change of the tick before, each control plane had time for another burst.
        """
        self._unanswered.clear()
        self._pacers.clear()
        self._changes_end = pacer.seconds() + _CHANGES_END_S
