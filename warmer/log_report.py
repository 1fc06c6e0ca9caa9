"""Reads the report at the end of an invocation's log, for containers without a guard.

Lambda ends each log with a report. If the report has a time to initialise, or with SnapStart to
restore, then the container was new. The log does not identify a warm container.
"""

import json
from base64 import b64decode
from binascii import Error
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LogReport:
    """The milliseconds that a new container took to start; None for a warm container."""

    start_ms: float | None

    @property
    def cold(self) -> bool:
        """True if the container was new."""
        return self.start_ms is not None


def parse_log_tail(tail: str) -> LogReport | None:
    """Parse `X-Amz-Log-Result`: base64 of the last 4 KB, which may begin within a line.

    None without a report. Extensions that still run delay the report.
    """
    try:
        log = b64decode(tail, validate=True).decode(errors="replace")
    except (Error, ValueError):
        return None
    for line in reversed(log.splitlines()):  # the output of the function itself comes before
        report = _parse_json(line) if line.startswith("{") else _parse_text(line)
        if report is not None:
            return report
    return None


def _parse_text(line: str) -> LogReport | None:
    """Parse `REPORT RequestId: ...<tab>Duration: 1.00 ms<tab>...<tab>Init Duration: 250.00 ms`."""
    if not line.startswith("REPORT RequestId: "):
        return None
    fields = dict(part.split(": ", 1) for part in line.split("\t") if ": " in part)
    start = fields.get("Init Duration") or fields.get("Restore Duration")
    return LogReport(None if start is None else _milliseconds(start.removesuffix(" ms")))


def _parse_json(line: str) -> LogReport | None:
    """Parse `{"type": "platform.report", "record": {"metrics": {"initDurationMs": 250.0}}}`."""
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return None
    match event:
        case {"type": "platform.report", "record": {"metrics": {**metrics}}}:
            start = metrics.get("initDurationMs", metrics.get("restoreDurationMs"))
            return LogReport(None if start is None else _milliseconds(start))
        case _:
            return None


def _milliseconds(value: object) -> float:
    """Return 0 for an unreadable number: the field alone shows that the container was new."""
    try:
        return float(str(value))
    except ValueError:
        return 0.0
