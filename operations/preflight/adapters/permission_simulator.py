"""IAM's simulation of the permissions that the applications need."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import boto3

from kickoff.aws.lease_table import WARMER
from kickoff.aws.place import Place
from kickoff.aws.sessions import PATIENCE, Aws
from kickoff.outcome import Outcome
from operations.preflight.adapters.calls import call
from operations.preflight.facts import PermissionFacts, RequiredPermission
from operations.preflight.grouping import group_by
from operations.preflight.required_permissions import CallerIdentity

# The prescaler's role may register scalable targets of dynamodb and lambda, by this condition.
_NAMESPACE = "application-autoscaling:service-namespace", "dynamodb"
# With the stack's parameter TargetTag, by this one. That a target has the tag, its read shows.
_TAG = "aws:ResourceTag/kickoff"
# The warmer's role may use its own items of the lease table, by this one.
_RECORD_KEYS: Mapping[str, object] = {
    "ContextKeyName": "dynamodb:LeadingKeys",
    "ContextKeyType": "stringList",
    "ContextKeyValues": [WARMER],
}


def simulated_permissions(
    aws: Aws,
    roles: Mapping[str, str],
    required: Callable[[CallerIdentity], Iterable[RequiredPermission]],
    *,
    tag: str | None = None,
) -> PermissionFacts:
    """Call SimulatePrincipalPolicy once for each role and resource.

    `roles` has the ARNs of the deployed applications' roles, by `warmer` and `prescaler`; a missing
    one is not simulated. `required` are the permissions that the caller's account needs. A failed
    simulation is reported once a role. `tag` is the value of the tag `kickoff` on the targets.
    """
    if not roles:
        return PermissionFacts()
    home = aws.session(Place())
    caller = call("sts:GetCallerIdentity", partial(_caller, home))
    if isinstance(caller, Outcome):
        return PermissionFacts(unread=(caller,))
    iam = home.client("iam", config=PATIENCE)
    context: list[Mapping[str, object]] = [
        _entry(*_NAMESPACE),
        _RECORD_KEYS,
        *([_entry(_TAG, tag)] if tag else []),
    ]
    denied: list[tuple[str, RequiredPermission]] = []
    unread: dict[str, Outcome] = {}
    needed = (each for each in required(caller) if each.application in roles)
    calls = group_by(needed, lambda each: (roles[each.application], each.resource))
    for (role, resource), own in calls.items():
        if role in unread:
            continue
        simulate = partial(_denied, iam, role, resource, own, context)
        actions = call(f"iam:SimulatePrincipalPolicy of {role}", simulate)
        if isinstance(actions, Outcome):
            unread[role] = actions
        else:
            denied += [(role, each) for each in own if each.action in actions]
    return PermissionFacts(tuple(denied), tuple(unread.values()))


def _caller(home: boto3.Session) -> CallerIdentity:
    found = home.client("sts", config=PATIENCE).get_caller_identity()
    return CallerIdentity(found["Arn"], found["Account"], home.region_name)


def _entry(key: str, value: str) -> dict[str, object]:
    return {"ContextKeyName": key, "ContextKeyType": "string", "ContextKeyValues": [value]}


def _denied(
    iam: Any,  # noqa: ANN401 (no stubs are installed)
    role: str,
    resource: str,
    required: Sequence[RequiredPermission],
    context: Sequence[Mapping[str, object]],
) -> set[str]:
    """Return the denied actions."""
    pages = iam.get_paginator("simulate_principal_policy").paginate(
        PolicySourceArn=role,
        ActionNames=sorted({each.action for each in required}),
        ResourceArns=[resource],
        ContextEntries=context,
    )
    return {
        result["EvalActionName"]
        for page in pages
        for result in page["EvaluationResults"]
        if result["EvalDecision"] != "allowed"
    }
