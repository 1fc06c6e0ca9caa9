"""boto3's clients of a place, for many threads at once."""

from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from botocore.config import Config

from kickoff.aws import PATIENCE, Aws
from kickoff.place import Place

if TYPE_CHECKING:
    from mypy_boto3_application_autoscaling import ApplicationAutoScalingClient
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_lambda import LambdaClient

CALLS_AT_ONCE = 16


class Clients:
    """Each client is made once: making one is slow, and not safe in two threads at once."""

    def __init__(self, aws: Aws) -> None:
        lock = Lock()
        config = PATIENCE.merge(Config(max_pool_connections=CALLS_AT_ONCE))

        @cache
        def dynamodb(place: Place) -> "DynamoDBClient":
            return aws.session(place).client("dynamodb", config=config)

        @cache
        def autoscaling(place: Place) -> "ApplicationAutoScalingClient":
            return aws.session(place).client("application-autoscaling", config=config)

        @cache
        def functions(place: Place) -> "LambdaClient":
            return aws.session(place).client("lambda", config=config)

        @cache
        def cloudwatch(place: Place) -> "CloudWatchClient":
            return aws.session(place).client("cloudwatch", config=config)

        self._lock = lock
        self._made = dynamodb, autoscaling, functions, cloudwatch

    def dynamodb(self, place: Place) -> "DynamoDBClient":
        """Amazon DynamoDB's."""
        with self._lock:
            return self._made[0](place)

    def autoscaling(self, place: Place) -> "ApplicationAutoScalingClient":
        """Application Auto Scaling's."""
        with self._lock:
            return self._made[1](place)

    def functions(self, place: Place) -> "LambdaClient":
        """AWS Lambda's."""
        with self._lock:
            return self._made[2](place)

    def cloudwatch(self, place: Place) -> "CloudWatchClient":
        """Amazon CloudWatch's."""
        with self._lock:
            return self._made[3](place)
