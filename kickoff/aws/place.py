"""Where a resource lives."""

from typing import NamedTuple


class Place(NamedTuple):
    """Region and role to assume; None stands for the ones we run with.

    `external_id` is what the role's trust policy may ask for.
    """

    region: str | None = None
    role_arn: str | None = None
    external_id: str | None = None
