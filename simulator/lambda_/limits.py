"""Refusals of reserved and provisioned concurrency, in AWS's words."""

from simulator.lambda_.errors import LATEST, conflict, invalid_parameter, is_version
from simulator.lambda_.function import SimulatedFunction

LEAST_UNRESERVED = 100
"""Unreserved concurrency of an account that reservations and provisioning must leave."""


def check_provisioned(
    function: SimulatedFunction, qualifier: str, count: int, unprovisioned: int
) -> None:
    """Refuse provisioned concurrency that does not fit.

    It counts toward the function's reserved concurrency. Without a reservation it counts toward
    the account's unreserved concurrency; `unprovisioned` is the part that is not provisioned yet.

    Raises:
        ServiceError: InvalidParameterValueException or ResourceConflictException.
    """
    if qualifier == LATEST:
        raise invalid_parameter(
            "Provisioned Concurrency Configs cannot be applied to unpublished function versions."
        )
    _check_overlap(function, qualifier)
    configured = function.provisioning.requested(qualifier)
    if function.reserved is not None:
        if function.provisioning.total - configured + count > function.reserved:
            raise invalid_parameter(
                "Requested Provisioned Concurrency should not be greater than the "
                "reservedConcurrentExecution for function"
            )
        return
    available = unprovisioned + configured
    if count > available:
        raise invalid_parameter(
            "Specified ConcurrentExecutions for function is greater than account's unreserved "
            f"concurrency [{available}]."
        )
    if count > configured and available - count < LEAST_UNRESERVED:
        raise _below_minimum("ConcurrentExecutions")


def check_reserved(function: SimulatedFunction, count: int, unprovisioned: int) -> None:
    """Refuse a reservation that does not fit; `unprovisioned` as in `check_provisioned`.

    Raises:
        ServiceError: InvalidParameterValueException.
    """
    provisioned = function.provisioning.total
    if count < provisioned:
        raise invalid_parameter(
            f" ReservedConcurrentExecutions  {count} should not be lower than function's total "
            f"provisioned concurrency [{provisioned}]."
        )
    held = provisioned if function.reserved is None else function.reserved
    if count > held and unprovisioned + held - count < LEAST_UNRESERVED:
        raise _below_minimum("ReservedConcurrentExecutions")


def _check_overlap(function: SimulatedFunction, qualifier: str) -> None:
    """Refuse configurations of a version and of an alias that points to it."""
    versions, configs = function.versions, function.provisioning.configs
    if not is_version(qualifier):
        if versions.version_of(qualifier) in configs:
            raise conflict(
                "Alias can't be used for Provisioned Concurrency configuration on an already "
                "Provisioned version"
            )
    elif any(each in configs for each in versions.qualifiers_of(qualifier) if each != qualifier):
        raise conflict("Version is pointed by a Provisioned Concurrency alias")


def _below_minimum(name: str) -> Exception:
    return invalid_parameter(
        f"Specified {name} for function decreases account's UnreservedConcurrentExecution below "
        f"its minimum value of [{LEAST_UNRESERVED}]."
    )
