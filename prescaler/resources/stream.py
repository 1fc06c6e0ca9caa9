"""Kinesis data streams, as far as their two kinds are alike."""

from abc import abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, cast

from kickoff.aws.clients import Clients
from kickoff.aws.metrics import MINUTE_S, Metric
from kickoff.outcome import Failure, Outcome
from prescaler.model import Capacity, Dimension, RecentConsumption, Resource, ScalingRequest
from prescaler.resources.base import ResourceKind

_BYTES_A_MIB = 2**20


class StreamKind(ResourceKind):
    """Write capacity of a data stream, requested by itself. One MiB a second is one unit."""

    nouns = "streams"
    arn_parameter = "CapacityArns"
    metric_seconds = MINUTE_S * _BYTES_A_MIB
    silent_when_idle = True
    learns_demand = False
    operation: str = ""
    price_depends_on = "the account's settings"

    def metrics(self, dimension: Dimension) -> tuple[Metric | None, Metric | None]:
        """Bytes written, and refused records, as sums of a minute."""
        return (
            stream_metric(dimension, "IncomingBytes"),
            stream_metric(dimension, "WriteProvisionedThroughputExceeded"),
        )

    def consumption(self, consumed: Iterable[float], refused: Iterable[float]) -> RecentConsumption:
        """MiB a second of the busiest minute, and all refused records."""
        return RecentConsumption(max(consumed, default=0.0) / self.metric_seconds, sum(refused))

    @abstractmethod
    def described(self, stream: Mapping[str, Any]) -> Capacity | Outcome:
        """The capacity in the summary of a stream."""

    @abstractmethod
    def request(self, client: Any, name: str, units: int) -> None:  # noqa: ANN401 (no stubs)
        """Request a capacity of a stream by `operation`."""

    def read(
        self, clients: Clients, resource: Resource, dimensions: Collection[Dimension]
    ) -> Mapping[Dimension, Capacity | Outcome]:
        """Read the summary of the stream."""
        try:
            capacity = self.described(summary(clients, resource))
        except Failure as failure:
            capacity = failure.outcome
        return dict.fromkeys(dimensions, capacity)

    def change(
        self, clients: Clients, resource: Resource, requests: Sequence[ScalingRequest]
    ) -> Mapping[Dimension, Outcome]:
        """Request a capacity; the stream is UPDATING until it is there."""
        (each,) = requests
        name, units = stream_name(resource), each.units or 0
        try:
            clients.change(
                resource.place,
                f"kinesis:{self.operation} of {name}",
                lambda client: self.request(client, name, units),
            )
        except Failure as failure:
            return {each.dimension: failure.outcome}
        return {}


def summary(clients: Clients, resource: Resource) -> Mapping[str, Any]:
    """Read the summary of a stream.

    Raises:
        Failure: It could not be read.
    """
    name = stream_name(resource)
    with clients.calling(resource.place, f"kinesis:DescribeStreamSummary of {name}"):
        client = clients.client("kinesis", resource.place)
        found = client.describe_stream_summary(StreamName=name)
        return cast("Mapping[str, Any]", found["StreamDescriptionSummary"])


def is_on_demand(stream: Mapping[str, Any]) -> bool:
    """Return whether the stream has the capacity mode ON_DEMAND."""
    return bool(stream.get("StreamModeDetails", {}).get("StreamMode") == "ON_DEMAND")


def stream_metric(dimension: Dimension, name: str) -> Metric:
    """A metric of AWS/Kinesis, as the sum of a minute."""
    return Metric("AWS/Kinesis", name, (("StreamName", stream_name(dimension.group)),), "Sum")


def stream_name(resource: Resource) -> str:
    """The name of a stream."""
    return resource.name.partition("/")[2]
