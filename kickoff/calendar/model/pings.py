"""Pings of a function in the calendar: guard, payload, schedule."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, JsonValue

from kickoff.calendar.model import cron
from kickoff.calendar.model.fields import rejection
from kickoff.calendar.model.times import as_text, duration

# Many pings are in flight at once, and each holds a copy of the payload.
MOST_PAYLOAD_BYTES = 16_384
# Lambda accepts 3,583 bytes of base64.
MOST_CONTEXT_BYTES = 3_583 // 4 * 3
_EVENTBRIDGE = re.compile(r"(rate|cron)\((.*)\)")
_MINUTE = timedelta(minutes=1)
_EPOCH = datetime.fromtimestamp(0, UTC)


class Guard(StrEnum):
    """The code that answers a function's pings before its business code."""

    KICKOFF = "kickoff"
    LAMBDA_WARMER = "lambda-warmer"
    LAMBDA_WARMER_PY = "lambda-warmer-py"
    SERVERLESS_PLUGIN_WARMUP = "serverless-plugin-warmup"
    OPEN_NEXT = "open-next"
    SST = "sst"
    THUNDRA = "thundra"


@dataclass(frozen=True, slots=True)
class PingSchedule:
    """A period counted from the epoch, or a cron expression in local time.

    An autumn hour that repeats is pinged both times, because containers cool through both.
    (Fixtures of a recurring rule occur once.)
    """

    period: timedelta | str

    def due(self, at: datetime, zone: ZoneInfo) -> bool:
        """Return whether the tick of an instant's minute pings."""
        if isinstance(self.period, str):
            return cron.fires(self.period, at.astimezone(zone))
        return (at - _EPOCH) // _MINUTE % (self.period // _MINUTE) == 0

    def count(self, start: datetime, end: datetime, zone: ZoneInfo) -> int:
        """Count the ticks in [start, end) that ping."""
        if isinstance(self.period, str):
            return cron.count(self.period, zone, start, end)
        return -((_EPOCH - end) // self.period) + (_EPOCH - start) // self.period


def _schedule(value: object) -> PingSchedule:
    if isinstance(value, str) and (expression := _EVENTBRIDGE.fullmatch(value.strip())):
        raise rejection(_without_call(*expression.groups()))
    if isinstance(value, str) and " " in value.strip():
        return PingSchedule(cron.parse(value))
    period = duration(value)
    if not period or period % _MINUTE:
        raise rejection("whole minutes, such as 5m, or five cron fields")
    return PingSchedule(period)


def _without_call(name: str, written: str) -> str:
    """Return the text for an expression of EventBridge: `5m` for `rate(5 minutes)`."""
    number, _, unit = written.partition(" ")
    if name == "rate" and number.isdecimal() and unit[:1] in {"m", "h", "d"}:
        return f"{number}{unit[0]}"
    return "a duration such as 5m, or five cron fields in quotes, such as '*/5 8-23 * * *'"


def _at_most(most: int) -> AfterValidator:
    def fits(value: Any) -> Any:  # noqa: ANN401 (any JSON value)
        if (length := len(json.dumps(value))) > most:
            raise rejection(f"at most {most:,} bytes of JSON", got=f"{length:,}")
        return value

    return AfterValidator(fits)


Payload = Annotated[JsonValue, _at_most(MOST_PAYLOAD_BYTES)]
ClientContext = Annotated[dict[str, JsonValue], _at_most(MOST_CONTEXT_BYTES)]
PingPeriod = Annotated[PingSchedule, BeforeValidator(_schedule), as_text("5m", "*/5 8-23 * * *")]
