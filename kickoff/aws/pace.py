"""The pace of control planes: the changes that an account and region accept."""

from collections.abc import Mapping
from math import ceil
from types import MappingProxyType
from typing import NamedTuple

from kickoff.aws.place import Place


class Pace(NamedTuple):
    """A burst of changes, then some a second, for all clients of an account and region."""

    burst: int
    per_second: float

    def calls_within(self, seconds: float) -> int:
        """Return the number of changes accepted within some seconds after a pause."""
        return self.burst + int(seconds * self.per_second)

    def ticks(self, calls: int, seconds: float) -> int:
        """Return the number of ticks that send some changes, with `seconds` of each tick."""
        return ceil(calls / self.calls_within(seconds))


# DynamoDB is recorded: of ten UpdateTable at once three were refused, then about one a second is
# accepted (DDB-TABLE-132 and 434 of aws-controllers-k8s/dynamodb-controller). The quotas of
# Lambda and Kinesis are documented. Application Auto Scaling publishes no rate: this one is an
# assumption.
PACES: Mapping[str, Pace] = MappingProxyType(
    {
        "dynamodb": Pace(burst=6, per_second=1),
        "lambda": Pace(burst=15, per_second=15),
        "kinesis": Pace(burst=5, per_second=5),
        "application-autoscaling": Pace(burst=20, per_second=10),
    }
)
# The part of a tick's minute that is left for changes, after the reads and before the read-back.
SENDING_S = 30


class ControlPlane(NamedTuple):
    """A service in an account and region. None stands for kickoff's own account or region.

    A role in kickoff's own account counts as another account: their two paces are kept apart, and
    AWS's refusals slow both down.
    """

    service: str
    account: str | None
    region: str | None

    @classmethod
    def of(cls, service: str, place: Place) -> "ControlPlane":
        """Return the control plane of a service in a place."""
        account = place.role_arn.split(":")[4] if place.role_arn else None
        return cls(service, account, place.region)
