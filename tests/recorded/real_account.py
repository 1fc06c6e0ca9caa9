"""A real account: names of its own, real time, and the deletion of everything created there."""

import json
import secrets
import time
from collections.abc import Callable
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from tests.recorded.account import Account, CannotAnswerError
from tests.recorded.rule import Rule
from tests.recorded.steps import Call, Function, Table

PREFIX = "kickoff-verify"
_DENIED = {"AccessDenied", "AccessDeniedException", "UnrecognizedClientException"}
_GONE = {
    "ResourceNotFoundException",
    "ObjectNotFoundException",
    "NoSuchEntity",
    "NoSuchEntityException",
}
_ATTEMPTS, _PAUSE_S = 60, 5
_TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "lambda.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
)


class RealAccount(Account):
    """An account in which everything has a name with one prefix and a random suffix.

    `created` has what still exists: a description, and the call that deletes it.
    """

    def __init__(
        self,
        session: boto3.Session,
        *,
        role: str | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(session)
        self.run = f"{PREFIX}-{secrets.token_hex(4)}"
        self.created: list[tuple[str, Call]] = []
        self._role, self._sleep, self._rules = role, sleep, 0

    def prepare(self, rule: Rule) -> None:  # noqa: ARG002 (the same for every rule)
        """Delete what the last rule created, but the role, and take new names."""
        self.delete(keep_role=True)
        self._rules += 1
        name = f"{self.run}-{self._rules}"
        self.names |= {"table": name, "function": name, "missing": f"{self.run}-missing"}

    def advance(self, seconds: float) -> None:
        """Sleep."""
        self._sleep(seconds)

    def create_table(self, table: Table) -> None:
        """Create a table; it is deleted later."""
        name = self.fill(table.name)
        self._note("table", name, Call(service="dynamodb", operation="DeleteTable"), "TableName")
        super().create_table(table)

    def create_function(self, function: Function) -> None:
        """Create a function, and once a role for all functions."""
        self.names["role"] = self._role or self._create_role()
        name = self.names["function"]
        delete = Call(service="lambda", operation="DeleteFunction")
        self._note("function", name, delete, "FunctionName")
        super().create_function(function)

    def send(self, call: Call, number: int = 0) -> dict[str, Any]:
        """Make a call; a new role takes seconds until Lambda may assume it."""
        if call.operation == "RegisterScalableTarget":
            self._note_target(call)
        for _ in range(_ATTEMPTS):
            try:
                return super().send(call, number)
            except ClientError as error:
                if error.response["Error"].get("Code") in _DENIED:
                    raise CannotAnswerError(str(error)) from error
                if "cannot be assumed by Lambda" not in str(error):
                    raise
            self._sleep(_PAUSE_S)
        raise CannotAnswerError(f"Lambda cannot assume {self.names['role']}")

    def delete(self, *, keep_role: bool = False) -> None:
        """Delete what was created, the newest first; what cannot be deleted stays in `created`."""
        for entry in self.created[::-1]:
            _, call = entry
            if not (keep_role and call.service == "iam") and self._deleted(call):
                self.created.remove(entry)

    def _deleted(self, call: Call) -> bool:
        """Delete one thing; a table that is being updated is deleted after the update."""
        for _ in range(_ATTEMPTS):
            try:
                super().send(call)
            except ClientError as error:
                code = error.response["Error"].get("Code")
                if code in _GONE or "No scalable target found" in str(error):
                    return True
                if code in _DENIED:
                    return False
            except (BotoCoreError, CannotAnswerError):
                pass
            else:
                return True
            self._sleep(_PAUSE_S)
        return False

    def _create_role(self) -> str:
        name = f"{self.run}-role"
        if not self.names["role"].endswith(name):
            self._note("role", name, Call(service="iam", operation="DeleteRole"), "RoleName")
            role = {"RoleName": name, "AssumeRolePolicyDocument": _TRUST}
            return str(self.call("iam.CreateRole", role)["Role"]["Arn"])
        return self.names["role"]

    def _note_target(self, call: Call) -> None:
        parameters = self.fill(
            {"ResourceId": "table/$table"}
            | {
                name: call.parameters[name]
                for name in ("ResourceId", "ScalableDimension")
                if name in call.parameters
            }
        )
        delete = Call(
            service=call.service, operation="DeregisterScalableTarget", parameters=parameters
        )
        self.created.append((f"scalable target {parameters['ResourceId']}", delete))

    def _note(self, kind: str, name: str, delete: Call, parameter: str) -> None:
        call = delete.model_copy(update={"parameters": {parameter: name}})
        self.created.append((f"{kind} {name}", call))
