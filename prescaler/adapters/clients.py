"""boto3's clients of a place, for many threads at once."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from botocore.config import Config

from kickoff.aws.place import Place
from kickoff.aws.sessions import PATIENCE, Aws
from prescaler.adapters.failures import translated
from prescaler.model import Code, Failure, Outcome

if TYPE_CHECKING:
    from mypy_boto3_application_autoscaling import ApplicationAutoScalingClient
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_lambda import LambdaClient

CALLS_AT_ONCE = 16
# A tick has a minute for several rounds of calls, and one place must not take the others' time.
_PATIENCE = PATIENCE.merge(
    Config(connect_timeout=2, read_timeout=4, max_pool_connections=CALLS_AT_ONCE)
)
_SILENT = 4  # calls without an answer, one after the other: the place is not asked again


class Clients:
    """Each client is made once: making one is slow, and not safe in two threads at once."""

    def __init__(self, aws: Aws) -> None:
        self._unanswered: Counter[tuple[Place, str]] = Counter()

        @cache
        def dynamodb(place: Place) -> "DynamoDBClient":
            return aws.session(place).client("dynamodb", config=_PATIENCE)

        @cache
        def autoscaling(place: Place) -> "ApplicationAutoScalingClient":
            return aws.session(place).client("application-autoscaling", config=_PATIENCE)

        @cache
        def functions(place: Place) -> "LambdaClient":
            return aws.session(place).client("lambda", config=_PATIENCE)

        @cache
        def cloudwatch(place: Place) -> "CloudWatchClient":
            return aws.session(place).client("cloudwatch", config=_PATIENCE)

        self._lock = Lock()
        self._dynamodb = dynamodb
        self._autoscaling = autoscaling
        self._functions = functions
        self._cloudwatch = cloudwatch

    @contextmanager
    def calling(self, place: Place, doing: str) -> Iterator[None]:
        """Turn what goes wrong with a call into a Failure; see `translated`.

        A service that is silent at a place is given up for this look: its tables must not keep
        those of other places waiting.
        """
        asked = place, doing.partition(":")[0]
        if self._unanswered[asked] >= _SILENT:
            raise Failure(Outcome(Code.UNREACHABLE, f"{doing}: not asked, {asked[1]} is silent"))
        try:
            with translated(doing):
                yield
        except Failure as failure:
            if failure.outcome.code is Code.UNREACHABLE:
                self._unanswered[asked] += 1
            raise
        self._unanswered[asked] = 0

    def look_anew(self) -> None:
        """Ask those again that were silent."""
        self._unanswered.clear()

    def dynamodb(self, place: Place) -> "DynamoDBClient":
        """Amazon DynamoDB's."""
        with self._lock:
            return self._dynamodb(place)

    def autoscaling(self, place: Place) -> "ApplicationAutoScalingClient":
        """Application Auto Scaling's."""
        with self._lock:
            return self._autoscaling(place)

    def functions(self, place: Place) -> "LambdaClient":
        """AWS Lambda's."""
        with self._lock:
            return self._functions(place)

    def cloudwatch(self, place: Place) -> "CloudWatchClient":
        """Amazon CloudWatch's."""
        with self._lock:
            return self._cloudwatch(place)
