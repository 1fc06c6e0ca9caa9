"""The region and role of a resource."""

from typing import NamedTuple


class Place(NamedTuple):
    """A region, and a role to assume; None stands for kickoff's own.

    `external_id` is the value that the role's trust policy may require.
    """

    region: str | None = None
    role_arn: str | None = None
    external_id: str | None = None
