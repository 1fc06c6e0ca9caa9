"""Amazon DynamoDB: quotas and their use."""

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from kickoff.aws.clients import Clients
from kickoff.aws.metrics import Metric, read_metrics
from kickoff.aws.place import Place
from kickoff.outcome import Outcome
from operations.preflight.adapters.calls import call
from operations.preflight.facts import QuotaScope, ReadWrite, ThroughputLimits

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient

_PERIOD_S = 300  # DynamoDB publishes metrics of the account every five minutes
_LOOK_BACK = timedelta(minutes=30)


class QuotaReader:
    """Reads by DescribeLimits (allowed once a minute) and GetMetricData."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def throughput(self, place: Place, scope: QuotaScope) -> ThroughputLimits | Outcome:
        """Read the quotas of provisioned throughput."""

        def read() -> ThroughputLimits:
            found = self._clients.dynamodb(place).describe_limits()
            return ThroughputLimits(
                ReadWrite(found["TableMaxReadCapacityUnits"], found["TableMaxWriteCapacityUnits"]),
                ReadWrite(
                    found["AccountMaxReadCapacityUnits"], found["AccountMaxWriteCapacityUnits"]
                ),
            )

        within = partial(self._clients.calling, place)
        return call(f"dynamodb:DescribeLimits of {scope}", read, within)

    def provisioned_share(
        self, place: Place, scope: QuotaScope, now: datetime
    ) -> ReadWrite | Outcome:
        """Read the provisioned share of the account's quota; 0 without a metric."""
        return call(
            f"cloudwatch:GetMetricData of {scope}",
            lambda: _provisioned_share(self._clients.cloudwatch(place), now),
            partial(self._clients.calling, place),
        )


def _provisioned_share(client: "CloudWatchClient", now: datetime) -> ReadWrite:
    metrics = [_utilization("Read"), _utilization("Write")]
    found = read_metrics(client, metrics, now - _LOOK_BACK, now)
    reads, writes = (values[max(values)] / 100 if values else 0.0 for values in found.values())
    return ReadWrite(reads, writes)


def _utilization(half: str) -> Metric:
    """Return the metric of a percentage of the account's quota."""
    name = f"AccountProvisioned{half}CapacityUtilization"
    return Metric("AWS/DynamoDB", name, (), "Maximum", _PERIOD_S)
