"""Decides how a wave too large for one invocation is cut, and the words a shard is asked in."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field

from kickoff.aws.place import Place
from kickoff.calendar import Guard
from warmer.model import FunctionRef, PingFormat, Warming
from warmer.plan import schedule

# Lambda starts at most 1,000 new containers of a function in ten seconds; a second is for what is
# late.
NEW_AT_ONCE = 1_000
STEP_S = 11
# From a shard's invocation to the common instant: it may have to start, reads no calendar, opens
# its connections, and then waits without holding any container.
LEAD_S = 8

_WORD = "kickoff_shard"


class Shard(BaseModel):
    """One invocation's part of a wave: `count` pings to be let go at `hold_until` (epoch ms).

    `last` says that it belongs to the wave that is to reach all, and is counted; the waves before
    it only start containers, as many as may be started at once.
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
    def warming(self) -> Warming:
        """What this invocation is to warm."""
        place = Place(self.region, self.role_arn, self.external_id)
        function = FunctionRef(self.function, self.qualifier, place)
        dialect = PingFormat(self.guard, self.payload, self.client_context)
        return Warming(self.target, function, self.count, tuple(self.because), dialect)

    def event(self) -> dict[str, object]:
        """The event that asks for it."""
        return {_WORD: self.model_dump(mode="json")}


def asked(event: Mapping[str, object]) -> Shard | None:
    """The shard that an event asks for; None of a tick.

    Raises:
        ValidationError: It is asked for in words that are not ours.
    """
    return Shard.model_validate(event[_WORD]) if _WORD in event else None


def steps(count: int, reached: int) -> list[int]:
    """The sizes of the waves, STEP_S apart, that lead from `reached` warm containers to `count`.

    Each asks for all of the ones before and for no more new ones than may be started at once.
    """
    return [*range(min(reached, count) + NEW_AT_ONCE, count, NEW_AT_ONCE), count]


def cut(count: int) -> list[int]:
    """The sizes of the shards of one wave: as few as there can be, and nearly alike."""
    number = -(-count // schedule.MOST_PINGS)
    return [count // number + (index < count % number) for index in range(number)]


def shards(warming: Warming, total: int, hold_until: int, configuration: str) -> list[Shard]:
    """The shards of one wave of `total` pings."""
    sizes, place = cut(total), warming.function.place
    return [
        Shard(
            target=warming.target,
            function=warming.function.name,
            qualifier=warming.function.qualifier,
            region=place.region,
            role_arn=place.role_arn,
            external_id=place.external_id,
            because=list(warming.because),
            configuration=configuration,
            index=index,
            of=len(sizes),
            count=size,
            hold_until=hold_until,
            last=total == warming.count,
            guard=warming.dialect.guard,
            payload=warming.dialect.payload,
            client_context=warming.dialect.client_context,
        )
        for index, size in enumerate(sizes)
    ]
