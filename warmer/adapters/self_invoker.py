"""Invokes the warmer's own function asynchronously."""

import json
from collections.abc import Mapping

from botocore.config import Config

from kickoff.aws.clients import Clients
from kickoff.aws.errors import AWS_ERRORS
from kickoff.aws.sessions import Aws

_CONFIG = Config(
    connect_timeout=2, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 2}
)


class SelfInvoker:
    """Invokes the function that this process runs in; `name` is None outside of Lambda."""

    def __init__(self, aws: Aws, name: str | None) -> None:
        self._clients = Clients(aws, _CONFIG)
        self.name = name

    def invoke(self, event: Mapping[str, object]) -> str | None:
        """Queue an invocation; return the error in words, or None."""
        try:
            self._clients.functions().invoke(
                FunctionName=self.name or "",
                InvocationType="Event",
                Payload=json.dumps(event).encode(),
            )
        except AWS_ERRORS as error:
            return str(error)
        return None
