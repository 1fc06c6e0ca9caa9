"""Tells a missing permission from every other failure."""

from botocore.exceptions import BotoCoreError, ClientError

_CODES = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})


def is_denial(error: ClientError | BotoCoreError) -> bool:
    """Whether IAM said no."""
    return isinstance(error, ClientError) and error.response["Error"].get("Code") in _CODES
