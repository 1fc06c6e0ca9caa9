"""IAM's simulation of the permissions that the applications need."""

from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from typing import Any

from kickoff.aws.place import Place
from kickoff.aws.sessions import PATIENCE, Aws
from kickoff.calendar import Calendar
from kickoff.outcome import Outcome
from operations.preflight.adapters.calls import call
from operations.preflight.facts import PermissionFacts, RequiredPermission
from operations.preflight.grouping import group_by
from operations.preflight.required_permissions import CallerIdentity, required_permissions

# The prescaler's role may register scalable targets of dynamodb and lambda, by this condition.
_CONTEXT = {
    "ContextKeyName": "application-autoscaling:service-namespace",
    "ContextKeyType": "string",
    "ContextKeyValues": ["dynamodb"],
}


class PermissionSimulator:
    """Calls SimulatePrincipalPolicy once for each principal and resource.

    `roles` has the ARNs of the deployed applications' roles, by `warmer` and `prescaler`. For a
    missing one the caller is simulated.
    """

    def __init__(self, aws: Aws, roles: Mapping[str, str]) -> None:
        self._aws = aws
        self._roles = roles

    def permissions(self, calendar: Calendar) -> PermissionFacts:
        """Simulate all required permissions; report a failed simulation once a principal."""
        caller = call("sts:GetCallerIdentity", self._caller)
        if isinstance(caller, Outcome):
            return PermissionFacts(unread=(caller,))
        denied: list[tuple[str, RequiredPermission]] = []
        unread: dict[str, Outcome] = {}
        required = required_permissions(calendar, caller)
        calls = group_by(required, lambda each: (each.application, each.resource))
        for (application, resource), own in calls.items():
            principal = self._roles.get(application, caller.principal)
            if principal in unread:
                continue
            simulate = partial(self._denied, principal, resource, own)
            actions = call(f"iam:SimulatePrincipalPolicy of {principal}", simulate)
            if isinstance(actions, Outcome):
                unread[principal] = actions
            else:
                denied += [(principal, each) for each in own if each.action in actions]
        return PermissionFacts(tuple(denied), tuple(unread.values()))

    def _caller(self) -> CallerIdentity:
        home = self._aws.session(Place())
        found = home.client("sts", config=PATIENCE).get_caller_identity()
        return CallerIdentity(found["Arn"], found["Account"], home.region_name)

    def _denied(
        self, principal: str, resource: str, required: Sequence[RequiredPermission]
    ) -> set[str]:
        """Return the denied actions."""
        pages = self._iam.get_paginator("simulate_principal_policy")
        return {
            result["EvalActionName"]
            for page in pages.paginate(
                PolicySourceArn=principal,
                ActionNames=sorted({each.action for each in required}),
                ResourceArns=[resource],
                ContextEntries=[_CONTEXT],
            )
            for result in page["EvaluationResults"]
            if result["EvalDecision"] != "allowed"
        }

    @cached_property
    def _iam(self) -> Any:  # noqa: ANN401 (no stubs are installed)
        return self._aws.session(Place()).client("iam", config=PATIENCE)
