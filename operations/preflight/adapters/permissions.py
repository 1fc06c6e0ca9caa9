"""IAM's own simulation of what the applications will do."""

from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from typing import Any

from kickoff.aws.place import Place
from kickoff.aws.sessions import PATIENCE, Aws
from kickoff.calendar import Calendar
from operations.preflight.adapters.asked import asked
from operations.preflight.facts import Need, Permissions
from operations.preflight.grouped import grouped
from operations.preflight.needs import Caller, needs
from prescaler.model import Outcome

# The prescaler's role may register what is of dynamodb or lambda, by a condition.
_CONTEXT = {
    "ContextKeyName": "application-autoscaling:service-namespace",
    "ContextKeyType": "string",
    "ContextKeyValues": ["dynamodb"],
}


class Simulation:
    """SimulatePrincipalPolicy, one call a principal and resource.

    `roles` are those of the deployed applications by service, `warmer` and `prescaler`; whoever
    asks is simulated in place of one that is not named.
    """

    def __init__(self, aws: Aws, roles: Mapping[str, str]) -> None:
        self._aws = aws
        self._roles = roles

    def permissions(self, calendar: Calendar) -> Permissions:
        """What is denied of all that the calendar needs; what could not be told, once."""
        caller = asked("sts:GetCallerIdentity", self._caller)
        if isinstance(caller, Outcome):
            return Permissions(unread=(caller,))
        denied: list[tuple[str, Need]] = []
        unread: dict[str, Outcome] = {}
        calls = grouped(needs(calendar, caller), lambda need: (need.service, need.resource))
        for (service, resource), own in calls.items():
            principal = self._roles.get(service, caller.principal)
            if principal in unread:
                continue
            question = partial(self._denied, principal, resource, own)
            answer = asked(f"iam:SimulatePrincipalPolicy of {principal}", question)
            if isinstance(answer, Outcome):
                unread[principal] = answer
            else:
                denied += [(principal, need) for need in own if need.action in answer]
        return Permissions(tuple(denied), tuple(unread.values()))

    def _caller(self) -> Caller:
        home = self._aws.session(Place())
        told = home.client("sts", config=PATIENCE).get_caller_identity()
        return Caller(told["Arn"], told["Account"], home.region_name)

    def _denied(self, principal: str, resource: str, own: Sequence[Need]) -> set[str]:
        """The actions that are."""
        pages = self._iam.get_paginator("simulate_principal_policy")
        return {
            result["EvalActionName"]
            for page in pages.paginate(
                PolicySourceArn=principal,
                ActionNames=sorted({need.action for need in own}),
                ResourceArns=[resource],
                ContextEntries=[_CONTEXT],
            )
            for result in page["EvaluationResults"]
            if result["EvalDecision"] != "allowed"
        }

    @cached_property
    def _iam(self) -> Any:  # noqa: ANN401 (there are no stubs of it)
        return self._aws.session(Place()).client("iam", config=PATIENCE)
