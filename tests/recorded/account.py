"""An account that rules run in: its clients, its clock, the things it creates."""

import base64
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from string import Template
from typing import Any, ClassVar

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

from tests.recorded.calls import USUAL, table_parameters
from tests.recorded.rule import Rule
from tests.recorded.steps import Call, Function, Table

ROLE = "arn:aws:iam::123456789012:role/function"
ONCE = Config(
    retries={"total_max_attempts": 1},
    connect_timeout=5,
    read_timeout=30,
    max_pool_connections=64,
    s3={"addressing_style": "path"},
)
_HANDLERS = {
    "answers": "def handler(event, context):\n    return event\n",
    "raises": "def handler(event, context):\n    raise RuntimeError('raised')\n",
    "times-out": "import time\n\n\ndef handler(event, context):\n    time.sleep(60)\n",
    "fails-to-start": "raise RuntimeError('no start')\n",
}
TIMEOUT_S = 3


class CannotAnswerError(Exception):
    """The account has no such operation, or no clock that can be moved."""


class Account:
    """An account behind boto3, without retries.

    `has_clock`: time passes there by `advance`. `names` are the values of words with a dollar sign.
    """

    has_clock: ClassVar[bool] = True

    def __init__(self, session: boto3.Session, url: str | None = None) -> None:
        self.session = session
        self.url = url
        self.names: dict[str, str] = {
            "table": "prices",
            "function": "pricing",
            "role": ROLE,
            "bucket": "calendars",
            "missing": "nowhere",
        }
        self._clients: dict[str, Any] = {}

    def prepare(self, rule: Rule) -> None:
        """Make ready for a rule: empty the account, or take new names."""
        raise NotImplementedError

    @property
    def now(self) -> datetime:
        """The instant in the account."""
        return datetime.now(UTC)

    def advance(self, seconds: float) -> None:
        """Let time pass.

        Raises:
            CannotAnswerError: The account has no clock.
        """
        raise NotImplementedError

    def create_table(self, table: Table) -> None:
        """Create a table; the caller waits until it is ACTIVE."""
        self.send(
            Call(service="dynamodb", operation="CreateTable", parameters=table_parameters(table))
        )

    def create_function(self, function: Function) -> None:
        """Create a function with version 1 and its alias, and wait until it is Active."""
        name = {"FunctionName": "$function"}
        self.call(
            "lambda.CreateFunction",
            name
            | {
                "Runtime": "python3.13",
                "Handler": "handler.handler",
                "Role": "$role",
                "Timeout": TIMEOUT_S,
                "Code": {"ZipFile": _zipped(_HANDLERS[function.handler])},
            },
        )
        for _ in range(60):
            state = self.call("lambda.GetFunctionConfiguration", name).get("State")
            if state != "Pending":
                break
            self.advance(1)
        self.call("lambda.PublishVersion", name)
        if function.alias:
            alias = {"Name": function.alias, "FunctionVersion": "1"}
            self.call("lambda.CreateAlias", name | alias)
        if function.reserved is not None:
            reserved = {"ReservedConcurrentExecutions": function.reserved}
            self.call("lambda.PutFunctionConcurrency", name | reserved)

    def call(self, operation: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Make a call, named as `service.Operation`."""
        service, _, name = operation.partition(".")
        return self.send(Call(service=service, operation=name, parameters=dict(parameters)))

    def send(self, call: Call, number: int = 0) -> dict[str, Any]:
        """Make a call, with usual values of required parameters; its streams are read.

        Raises:
            ClientError: AWS refused it.
            CannotAnswerError: The account has no such operation.
        """
        client = self.client(call.service)
        model = client.meta.service_model.operation_model(call.operation)
        required = model.input_shape.required_members if model.input_shape else []
        parameters = {name: USUAL[name] for name in required if name in USUAL} | call.parameters
        operation: Callable[..., dict[str, Any]] = getattr(client, xform_name(call.operation))
        try:
            answer = operation(**self.fill(parameters, number))
        except ClientError as error:
            if _is_unknown(error):
                raise CannotAnswerError(str(error)) from error
            raise
        except ResponseParserError as error:
            raise CannotAnswerError(str(error)) from error
        return _read_streams(answer)

    def client(self, service: str) -> Any:  # noqa: ANN401 (boto3's)
        """A client, made once."""
        if service not in self._clients:
            make: Callable[..., Any] = self.session.client
            self._clients[service] = make(service, endpoint_url=self.url, config=ONCE)
        return self._clients[service]

    def close(self) -> None:
        """Close the clients."""
        for client in self._clients.values():
            client.close()
        self._clients = {}

    def fill(self, value: Any, number: int = 0) -> Any:  # noqa: ANN401 (JSON)
        """Replace the words with a dollar sign; `$LATEST` and unknown ones stay."""
        match value:
            case str() if "$" in value:
                return Template(value).safe_substitute(self._words(number))
            case dict():
                return {name: self.fill(each, number) for name, each in value.items()}
            case list() | tuple():
                return [self.fill(each, number) for each in value]
        return value

    def _words(self, number: int) -> dict[str, str]:
        return self.names | {
            "n": str(number),
            "now": self.now.isoformat(),
            "an_hour_ago": (self.now - timedelta(hours=1)).isoformat(),
            "letters": "x" * 410_000,
        }


def _is_unknown(error: ClientError) -> bool:
    """Return whether a stand-in has no such operation."""
    code, message = error.response["Error"].get("Code"), error.response["Error"].get("Message", "")
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    return (
        code in {"UnknownOperationException", "NotImplemented", "404", "405", "501"}
        or "the stand-in" in message
        or (status in {404, 405, 501} and code in {"", None, "Unknown", "UnknownError"})
    )


def _read_streams(answer: dict[str, Any]) -> dict[str, Any]:
    for name in {"Payload", "Body"} & answer.keys():
        text = answer[name].read().decode(errors="replace")
        try:
            answer[name] = json.loads(text)
        except ValueError:
            answer[name] = text
    if "LogResult" in answer:
        answer["LogText"] = base64.b64decode(answer["LogResult"]).decode(errors="replace")
    return answer


def _zipped(code: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("handler.py", code)
    return content.getvalue()
