"""Invokes the warmer's own function asynchronously."""

import json
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from kickoff.aws.place import Place
from kickoff.aws.sessions import Aws

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


class SelfInvoker:
    """The function this process runs; None for its name where it runs in no function."""

    def __init__(self, aws: Aws, name: str | None) -> None:
        self._aws = aws
        self.name = name

    def send(self, event: Mapping[str, object]) -> str | None:
        """Queue an invocation; what went wrong in words, or None."""
        try:
            self._client.invoke(
                FunctionName=self.name or "",
                InvocationType="Event",
                Payload=json.dumps(event).encode(),
            )
        except (BotoCoreError, ClientError) as error:
            return str(error)
        return None

    @cached_property
    def _client(self) -> "LambdaClient":
        patience = Config(
            connect_timeout=2, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 2}
        )
        return self._aws.session(Place()).client("lambda", config=patience)
