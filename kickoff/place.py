"""Where a resource lives."""

from typing import NamedTuple


class Place(NamedTuple):
    """Region and role to assume; None stands for the ones we run with."""

    region: str | None = None
    role_arn: str | None = None
