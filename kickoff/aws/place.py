"""The region and role of a resource."""

from typing import NamedTuple


def region_of(arn: str) -> str | None:
    """Return the region that an ARN names; None for another text."""
    return arn.split(":")[3] if arn.startswith("arn:") else None


class Place(NamedTuple):
    """A region, and a role to assume; None stands for kickoff's own.

    `external_id` is the value that the role's trust policy may require.
    """

    region: str | None = None
    role_arn: str | None = None
    external_id: str | None = None
