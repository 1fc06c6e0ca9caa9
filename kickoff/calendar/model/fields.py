"""The base of every part of the calendar, and its numbers and names."""

from decimal import Decimal
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from kickoff.calendar.model.problems import closest

# The largest capacity a file may name: AWS quotas are far below, this only refuses nonsense.
LARGEST = 100_000_000


class Model(BaseModel):
    """A part of the calendar: strict, frozen, unknown keys refused."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


def refused(accepted: str, *, got: str | None = None) -> PydanticCustomError:
    """The error of a value that is none of what is accepted; `got` where the value says little."""
    return PydanticCustomError("refused", "{accepted}", {"accepted": accepted, "got": got})


def _exact(value: object) -> Decimal:
    """A number as it is written: 0.1 is a tenth."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise refused("a number, such as 2 or 0.5")
    return Decimal(str(value))


def _whole(value: object) -> object:
    """Refuse what merely equals a whole number: true, 1.0."""
    if isinstance(value, bool | float):
        raise refused("a whole number")
    return value


def _zone(value: object) -> ZoneInfo:
    try:
        if isinstance(value, str):
            return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    hint = closest(str(value), available_timezones())
    raise refused(f"a time zone's name, such as Europe/London{hint}")


def _number(least: float, most: float) -> WithJsonSchema:
    return WithJsonSchema({"type": "number", "minimum": least, "maximum": most})


Zone = Annotated[
    ZoneInfo, BeforeValidator(_zone), WithJsonSchema({"type": "string", "examples": ["UTC"]})
]
Version = Annotated[Literal[1], BeforeValidator(_whole)]
Fold = Annotated[Literal[0, 1], BeforeValidator(_whole)]
Units = Annotated[int, Field(ge=1, le=LARGEST)]
Count = Annotated[int, Field(ge=0, le=LARGEST)]
Share = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, le=1), _number(0, 1)]
Scale = Annotated[
    Decimal,
    BeforeValidator(_exact),
    Field(ge=Decimal("0.001"), le=1000),
    _number(0.001, 1000),
]
Label = Annotated[str, Field(min_length=1, max_length=200)]
