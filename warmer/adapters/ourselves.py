"""Invokes the warmer's own function asynchronously."""

import json
from collections.abc import Mapping

from botocore.config import Config

from kickoff.aws.clients import Clients
from kickoff.aws.errors import AWS_ERRORS
from kickoff.aws.sessions import Aws

_PATIENCE = Config(
    connect_timeout=2, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 2}
)


class SelfInvoker:
    """The function this process runs; None for its name where it runs in no function."""

    def __init__(self, aws: Aws, name: str | None) -> None:
        self._clients = Clients(aws, _PATIENCE)
        self.name = name

    def send(self, event: Mapping[str, object]) -> str | None:
        """Queue an invocation; what went wrong in words, or None."""
        try:
            self._clients.functions().invoke(
                FunctionName=self.name or "",
                InvocationType="Event",
                Payload=json.dumps(event).encode(),
            )
        except AWS_ERRORS as error:
            return str(error)
        return None
