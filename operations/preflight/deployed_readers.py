"""The readers of a deployed stack and its account, from the variables of its functions."""

from collections.abc import Mapping

from kickoff.aws.sessions import Aws
from operations.preflight.reader import AccountReader, Ping
from operations.preflight.stack_reader import StackReader

_ROLES = {"warmer": "KICKOFF_WARMER_ROLE", "prescaler": "KICKOFF_PRESCALER_ROLE"}


def deployed_roles(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the ARNs of the applications' roles, by application."""
    return {each: variables[name] for each, name in _ROLES.items() if variables.get(name)}


def account_reader(
    variables: Mapping[str, str], aws: Aws, ping: Ping | None = None
) -> AccountReader:
    """Return the reader of the account; `ping` asks each guard in place of the metrics."""
    return AccountReader(
        aws,
        deployed_roles(variables),
        ping,
        tag=variables.get("KICKOFF_TARGET_TAG"),
        event_bus=variables.get("KICKOFF_EVENT_BUS"),
        lease_table=variables.get("KICKOFF_LEASE_TABLE"),
    )


def stack_reader(
    variables: Mapping[str, str], aws: Aws, lease_table: str, location: str
) -> StackReader:
    """Return the reader of the stack; `location` is the address of its calendar."""
    return StackReader(
        aws,
        lease_table,
        location,
        stack=variables.get("KICKOFF_STACK"),
        topic=variables.get("KICKOFF_ALARM_TOPIC"),
        roles=deployed_roles(variables),
    )
