"""What the end of a log says of an invocation's container, where no guard answers.

Lambda ends each log with a report. One that names the time to initialise, or with SnapStart to
restore, is of a container that was new: a cold start, and a container unlike all others. Of one
that was not new the log does not say which it is.
"""

import json
from base64 import b64decode
from binascii import Error
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LogReport:
    """How long a new container took to start, in milliseconds; None of one that was there."""

    start_ms: float | None

    @property
    def cold(self) -> bool:
        """Whether the container was new."""
        return self.start_ms is not None


def read(tail: str) -> LogReport | None:
    """What `X-Amz-Log-Result` says: base64 of the last 4 KB, which may begin within a line.

    None where there is no report in it: extensions that run on delay it.
    """
    try:
        log = b64decode(tail, validate=True).decode(errors="replace")
    except (Error, ValueError):
        return None
    for line in reversed(log.splitlines()):  # what the function itself printed comes before
        found = _of_json(line) if line.startswith("{") else _of_text(line)
        if found is not None:
            return found
    return None


def _of_text(line: str) -> LogReport | None:
    """`REPORT RequestId: ...<tab>Duration: 1.00 ms<tab>...<tab>Init Duration: 250.00 ms<tab>`."""
    if not line.startswith("REPORT RequestId: "):
        return None
    fields = dict(part.split(": ", 1) for part in line.split("\t") if ": " in part)
    started = fields.get("Init Duration") or fields.get("Restore Duration")
    return LogReport(None if started is None else _number(started.removesuffix(" ms")))


def _of_json(line: str) -> LogReport | None:
    """`{"type": "platform.report", "record": {"metrics": {"initDurationMs": 250.0, ...}}}`."""
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return None
    match event:
        case {"type": "platform.report", "record": {"metrics": {**metrics}}}:
            started = metrics.get("initDurationMs", metrics.get("restoreDurationMs"))
            return LogReport(None if started is None else _number(started))
        case _:
            return None


def _number(words: object) -> float:
    """Milliseconds; 0 for what cannot be read, for that it was named is what counts."""
    try:
        return float(str(words))
    except ValueError:
        return 0.0
