"""Which guard a function has, and so how its pings are worded."""

import json
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, JsonValue

from kickoff.calendar.model.fields import refused

# Each of the many pings in flight carries a payload of its own.
MOST_PAYLOAD_BYTES = 16_384
# Lambda takes 3,583 bytes of base64.
MOST_CONTEXT_BYTES = 3_583 // 4 * 3


class Guard(StrEnum):
    """What answers a function's pings before its business code."""

    KICKOFF = "kickoff"
    LAMBDA_WARMER = "lambda-warmer"
    LAMBDA_WARMER_PY = "lambda-warmer-py"
    SERVERLESS_PLUGIN_WARMUP = "serverless-plugin-warmup"
    OPEN_NEXT = "open-next"
    SST = "sst"
    THUNDRA = "thundra"


def _at_most(most: int) -> AfterValidator:
    def fits(value: Any) -> Any:  # noqa: ANN401 (whatever the file holds)
        if (length := len(json.dumps(value))) > most:
            raise refused(f"at most {most:,} bytes of JSON", got=f"{length:,}")
        return value

    return AfterValidator(fits)


Payload = Annotated[JsonValue, _at_most(MOST_PAYLOAD_BYTES)]
ClientContext = Annotated[dict[str, JsonValue], _at_most(MOST_CONTEXT_BYTES)]
