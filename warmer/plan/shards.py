"""Cuts a wave that is too large for one invocation into shards, and defines a shard's event."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field

from kickoff.aws.place import Place
from kickoff.calendar import Guard
from warmer.model import FunctionRef, Permit, PingFormat, Warming
from warmer.plan import schedule

# The time from the invocation of a shard to the barrier. The shard may have to start, reads no
# calendar, opens its connections, and then waits without holding a container.
LEAD_S = 10

_EVENT_KEY = "kickoff_shard"


class Shard(BaseModel):
    """The part of a wave that one invocation sends: `count` pings, held until `hold_until` (ms).

    `last` marks the wave that is counted: for all containers, after they have started. The waves
    before it only start containers, as many as Lambda starts at once.
    """

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    target: str = Field(max_length=256)
    function: str = Field(min_length=1, max_length=170)
    qualifier: str | None = Field(max_length=128)
    region: str | None = Field(max_length=64)
    role_arn: str | None = Field(max_length=2048)
    external_id: str | None = Field(max_length=1224)
    because: list[str]
    configuration: str = Field(max_length=64)
    index: int = Field(ge=0)
    of: int = Field(ge=1, le=1_000)
    count: int = Field(ge=1, le=schedule.MOST_PINGS)
    hold_until: int = Field(gt=0)
    last: bool
    guard: Guard = Field(Guard.KICKOFF, strict=False)
    payload: str | None = None
    client_context: str | None = None

    @property
    def permit(self) -> Permit:
        """The pings that this invocation sends."""
        place = Place(self.region, self.role_arn, self.external_id)
        function = FunctionRef(self.function, self.qualifier, place)
        ping_format = PingFormat(self.guard, self.payload, self.client_context)
        because = tuple(self.because)
        warming = Warming(self.target, function, self.count, because, ping_format)
        return Permit(warming, self.count)

    def event(self) -> dict[str, object]:
        """Return the event that invokes this shard."""
        return {_EVENT_KEY: self.model_dump(mode="json")}


def shard_of(event: Mapping[str, object]) -> Shard | None:
    """Return the shard of an event; None for the event of a tick.

    Raises:
        ValidationError: The shard has unknown or invalid fields.
    """
    return Shard.model_validate(event[_EVENT_KEY]) if _EVENT_KEY in event else None


def shard_sizes(count: int) -> list[int]:
    """Return the sizes of the shards of one wave: as few as possible, and nearly equal."""
    number = -(-count // schedule.MOST_PINGS)
    return [count // number + (index < count % number) for index in range(number)]


def shards(
    permit: Permit, total: int, hold_until: int, configuration: str, *, last: bool
) -> list[Shard]:
    """Return the shards of one wave of `total` pings."""
    warming, sizes = permit.warming, shard_sizes(total)
    function, ping_format = warming.function, warming.ping_format
    return [
        Shard(
            target=warming.target,
            function=function.name,
            qualifier=function.qualifier,
            region=function.place.region,
            role_arn=function.place.role_arn,
            external_id=function.place.external_id,
            because=list(warming.because),
            configuration=configuration,
            index=index,
            of=len(sizes),
            count=size,
            hold_until=hold_until,
            last=last,
            guard=ping_format.guard,
            payload=ping_format.payload,
            client_context=ping_format.client_context,
        )
        for index, size in enumerate(sizes)
    ]
