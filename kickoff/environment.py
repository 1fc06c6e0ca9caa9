"""The environment variables an application depends on."""

import os

_PREFIXES = ("KICKOFF_", "AWS_")


def environment() -> frozenset[tuple[str, str]]:
    """Return the variables of kickoff and boto3, hashable, as the key of a cache."""
    return frozenset(
        (name, value) for name, value in os.environ.items() if name.startswith(_PREFIXES)
    )
