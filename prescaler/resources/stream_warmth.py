"""The warm throughput of a Kinesis data stream in on-demand mode."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from kickoff.calendar import StreamTarget
from kickoff.outcome import Code, Outcome
from kickoff.timeline import Key
from prescaler.model import Capacity, Dimension
from prescaler.resources.stream import StreamKind, is_on_demand

_SCALABLE = "kinesis:stream:WarmThroughput"
# "Depending on the size of the stream ... a few minutes": an assumption, meant to be safe.
_LEAD = timedelta(minutes=15)


class StreamWarmth(StreamKind):
    """MiB a second that the stream takes at once; unlike a table's, it can be lowered."""

    scalable = frozenset((_SCALABLE,))
    minimum_name = "warm throughput"
    actions = ("kinesis:DescribeStreamSummary", "kinesis:UpdateStreamWarmThroughput")
    operation = "UpdateStreamWarmThroughput"
    leads = (_LEAD,)
    default_quota = 10 * 1024  # 10 GiB a second of a stream (API reference)

    def dimensions(self, name: str, target: object) -> Iterator[Dimension]:
        """One dimension, `warm_throughput`."""
        if isinstance(target, StreamTarget) and target.warm_throughput is not None:
            resource = f"stream/{target.stream}"
            yield Dimension(Key(name, "warm_throughput"), target.place, resource, _SCALABLE)

    def lead(
        self, dimension: Dimension, capacity: Capacity, level: int, beside: int | None = None
    ) -> timedelta:
        """The time until a requested throughput is there."""
        return _LEAD if level > capacity.provisioned else timedelta(0)

    def described(self, stream: Mapping[str, Any]) -> Capacity | Outcome:
        """The present and the requested warm throughput."""
        name, warm = stream["StreamName"], stream.get("WarmThroughput")
        if not is_on_demand(stream):
            text = f"{name} is in provisioned mode: it has no warm throughput, use shards"
            return Outcome(Code.INVALID, text)
        if warm is None:
            text = (
                f"{name} has no warm throughput: AWS offers it to accounts with "
                "MinimumThroughputBillingCommitment enabled"
            )
            return Outcome(Code.INVALID, text)
        current, status = warm.get("CurrentMiBps", 0), stream["StreamStatus"]
        return Capacity(
            current,
            status == "ACTIVE",
            requested=warm.get("TargetMiBps", current),
            arn=stream["StreamARN"],
            note=status,
        )

    def request(self, client: Any, name: str, units: int) -> None:  # noqa: ANN401 (no stubs)
        """Request a warm throughput, up or down."""
        client.update_stream_warm_throughput(StreamName=name, WarmThroughputMiBps=units)
