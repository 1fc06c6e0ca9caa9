"""DynamoDB: quotas, what is used of them, and the parts of a table."""

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from kickoff.aws.clients import Clients
from kickoff.aws.metrics import Metric, read_metrics
from kickoff.aws.place import Place
from operations.preflight.adapters.asked import asked
from operations.preflight.facts import Part, Quotas, Site, Units
from prescaler.adapters.tables import describe
from prescaler.model import Outcome, Resource

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_dynamodb.type_defs import ProvisionedThroughputDescriptionTypeDef

# Account metrics come every five minutes.
_PERIOD = timedelta(minutes=5)
_LOOKED_BACK = timedelta(minutes=30)


class Throughput:
    """DescribeLimits (at most once a minute an account), GetMetricData, DescribeTable."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def quotas(self, place: Place, site: Site) -> Quotas | Outcome:
        """What may be provisioned."""

        def limits() -> Quotas:
            told = self._clients.dynamodb(place).describe_limits()
            return Quotas(
                Units(told["TableMaxReadCapacityUnits"], told["TableMaxWriteCapacityUnits"]),
                Units(told["AccountMaxReadCapacityUnits"], told["AccountMaxWriteCapacityUnits"]),
            )

        within = partial(self._clients.calling, place)
        return asked(f"dynamodb:DescribeLimits of {site}", limits, within)

    def used(self, place: Place, site: Site, now: datetime) -> Units | Outcome:
        """What is provisioned, as a share of the account's quota; 0 where there is no metric."""
        return asked(
            f"cloudwatch:GetMetricData of {site}",
            lambda: _used(self._clients.cloudwatch(place), now),
            partial(self._clients.calling, place),
        )

    def parts(self, table: Resource) -> dict[Part, int] | Outcome:
        """The units of a table and its indexes; 0 of an on-demand one."""
        told = describe(self._clients, table)
        if isinstance(told, Outcome):
            return told
        parts = _halves(None, told.get("ProvisionedThroughput"))
        for index in told.get("GlobalSecondaryIndexes", ()):
            parts |= _halves(index["IndexName"], index.get("ProvisionedThroughput"))
        return parts


def _halves(
    owner: str | None, units: "ProvisionedThroughputDescriptionTypeDef | None"
) -> dict[Part, int]:
    told = units or {}
    return {
        Part(owner, reads=True): told.get("ReadCapacityUnits", 0),
        Part(owner, reads=False): told.get("WriteCapacityUnits", 0),
    }


def _used(client: "CloudWatchClient", now: datetime) -> Units:
    found = read_metrics(
        client, [_utilization("Read"), _utilization("Write")], now - _LOOKED_BACK, now
    )
    reads, writes = (minutes[max(minutes)] / 100 if minutes else 0.0 for minutes in found.values())
    return Units(reads, writes)


def _utilization(kind: str) -> Metric:
    """A percentage of the account's quota."""
    name = f"AccountProvisioned{kind}CapacityUtilization"
    return Metric("AWS/DynamoDB", name, (), "Maximum", _PERIOD // timedelta(seconds=1))
