"""Tells a missing permission from every other failure."""

from botocore.exceptions import BotoCoreError, ClientError

_CODES = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})


def is_denial(error: ClientError | BotoCoreError) -> bool:
    """Whether IAM said no to what was asked, and not to assuming the role to ask it in."""
    if not isinstance(error, ClientError) or error.operation_name == "AssumeRole":
        return False
    return error.response["Error"].get("Code") in _CODES
