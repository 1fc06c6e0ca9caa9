"""Base class of all calendar models, and the field types for numbers, names and zones."""

from decimal import Decimal
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from kickoff.calendar.model.problems import closest

# Refuses obvious mistakes only: AWS quotas are far lower.
LARGEST = 100_000_000


# Abbreviations that are no names of zones, with a zone that uses each.
_ABBREVIATED = {
    "BST": "Europe/London",
    "CEST": "Europe/Paris",
    "EEST": "Europe/Athens",
    "IST": "Asia/Kolkata",
    "EDT": "America/New_York",
    "CST": "America/Chicago",
    "CDT": "America/Chicago",
    "MDT": "America/Denver",
    "PST": "America/Los_Angeles",
    "PDT": "America/Los_Angeles",
    "AEST": "Australia/Sydney",
    "AEDT": "Australia/Sydney",
    "JST": "Asia/Tokyo",
}


class Model(BaseModel):
    """Base of every part of the calendar: strict types, frozen, no unknown keys."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


def rejection(accepted: str, *, got: str | None = None) -> PydanticCustomError:
    """Return the error for a value that is not accepted.

    `accepted` describes valid values. `got` describes the value; the default is its text.
    """
    return PydanticCustomError("rejected", "{accepted}", {"accepted": accepted, "got": got})


def _exact(value: object) -> Decimal:
    """Convert a number to the decimal that the file shows: 0.1 stays 0.1."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise rejection("a number, such as 2 or 0.5")
    return Decimal(str(value))


def _whole(value: object) -> object:
    """Refuse values that only equal a whole number: true, 1.0."""
    if isinstance(value, bool | float):
        raise rejection("a whole number")
    return value


def _zone(value: object) -> ZoneInfo:
    try:
        if isinstance(value, str):
            return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    hint = closest(str(value), available_timezones())
    if zone := _ABBREVIATED.get(str(value)):
        hint = f"; {value} is a time of {zone}, which follows its clock changes"
    raise rejection(f"a time zone's name, such as Europe/London{hint}")


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
    Decimal, BeforeValidator(_exact), Field(ge=Decimal("0.001"), le=1000), _number(0.001, 1000)
]
Ratio = Annotated[Decimal, BeforeValidator(_exact), Field(gt=0, le=LARGEST), _number(0, LARGEST)]
Risk = Annotated[
    Decimal,
    BeforeValidator(_exact),
    Field(ge=Decimal("0.01"), le=Decimal("0.9")),
    _number(0.01, 0.9),
]
Label = Annotated[str, Field(min_length=1, max_length=200)]
Tags = Annotated[
    tuple[Annotated[str, Field(min_length=1, max_length=50)], ...], Field(max_length=10)
]
