"""Combinations of changes in one UpdateTable; most changes need a call of their own."""

from collections import Counter

from simulator.errors import invalid
from simulator.wire.json_rpc import Parameters

_INVALID = "One or more parameter values were invalid:"
_CHANGES = frozenset(
    {
        "ProvisionedThroughput",
        "BillingMode",
        "StreamSpecification",
        "GlobalSecondaryIndexUpdates",
        "SSESpecification",
        "TableClass",
        "DeletionProtectionEnabled",
        "OnDemandThroughput",
        "WarmThroughput",
    }
)
_ALONE = {  # the first of these in a call is named
    "SSESpecification": "Server-Side Encryption modification",
    "TableClass": "TableClass modification",
    "DeletionProtectionEnabled": "DeletionProtection modification",
}
_ON_DEMAND = "PAY_PER_REQUEST"


def check_combination(parameters: Parameters) -> None:
    """Refuse a call that changes nothing, or more than one call may change.

    Raises:
        ServiceError: ValidationException.
    """
    named = {name for name in _CHANGES & parameters.keys() if parameters[name] != []}
    if not named:
        raise invalid(
            "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
            "GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates, "
            "MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency, "
            "DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is "
            "required"
        )
    for name, words in _ALONE.items():
        if name in named and len(named) > 1:
            raise invalid(f"{_INVALID} {words} must be the only operation in the request")
    if "OnDemandThroughput" in named and named - {"OnDemandThroughput", "BillingMode"}:
        raise invalid(
            f"{_INVALID} OnDemandThroughput can only be combined with BillingMode in an "
            "UpdateTable request"
        )
    if "WarmThroughput" in named:
        _check_warm(named, parameters)
    _check_billing(named, parameters)
    _check_indexes(named, parameters)


def _check_warm(named: set[str], parameters: Parameters) -> None:
    """Warm throughput of the table may share a call with that of indexes.

    That is documented, not recorded: the guide shows such a call.
    """
    if "Create" in _actions(parameters):
        raise invalid(
            f"{_INVALID} Create global secondary index cannot be specified when updating "
            "WarmThroughput"
        )
    updates = [each.get("Update", {}) for each in _index_updates(parameters)]
    warm_only = all(each.keys() == {"IndexName", "WarmThroughput"} for each in updates)
    if named - {"WarmThroughput", "GlobalSecondaryIndexUpdates"} or not warm_only:
        raise invalid(f"{_INVALID} WarmThroughput must be the only operation in the request")


def _check_billing(named: set[str], parameters: Parameters) -> None:
    mode, units = parameters.get("BillingMode"), "ProvisionedThroughput" in named
    if mode == "PROVISIONED" and not units:
        raise invalid(
            f"{_INVALID} ProvisionedThroughput must be specified when BillingMode is PROVISIONED"
        )
    if mode == _ON_DEMAND and units:
        raise invalid(
            f"{_INVALID} ProvisionedThroughput cannot be specified when BillingMode is "
            "PAY_PER_REQUEST"
        )
    if "StreamSpecification" in named and units:
        raise invalid("You cannot modify stream status while updating table IOPS")


def _check_indexes(named: set[str], parameters: Parameters) -> None:
    actions = _actions(parameters)
    if actions & {"Create", "Delete"}:
        if "ProvisionedThroughput" in named:
            raise invalid("You cannot create or delete index while updating table IOPS")
        if "StreamSpecification" in named:
            raise invalid("You cannot create or delete index while changing stream status")
    names = [action["IndexName"] for each in _index_updates(parameters) for action in each.values()]
    for name, times in Counter(names).items():
        if times > 1:
            raise invalid(
                f"{_INVALID} Only one global secondary index update per index is allowed "
                f"simultaneously. Index: {name}"
            )


def _index_updates(parameters: Parameters) -> list[dict[str, dict[str, str]]]:
    return list(parameters.get("GlobalSecondaryIndexUpdates", ()))


def _actions(parameters: Parameters) -> set[str]:
    return {action for each in _index_updates(parameters) for action in each}
