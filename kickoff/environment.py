"""The environment variables that an application is made of."""

import os

_OURS = ("KICKOFF_", "AWS_")


def environment() -> frozenset[tuple[str, str]]:
    """Our variables and those boto3 looks at, as a key to keep what was made of them."""
    return frozenset((name, value) for name, value in os.environ.items() if name.startswith(_OURS))
