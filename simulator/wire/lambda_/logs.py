"""The end of an invocation's log, for `LogType=Tail`."""

import base64
import json
from typing import NamedTuple

from simulator.traits import Traits

_TAIL_BYTES = 4096
_INIT_MS = 250.0


class Start(NamedTuple):
    """The start of an invocation: its request id, its version, and whether it was cold."""

    request: str
    version: str
    cold: bool


def tail(start: Start, traits: Traits) -> str:
    """The last 4 KB, base64; the report is a line of text or a JSON object."""
    lines = _json(start, traits) if traits.json_logs else _text(start, traits)
    return base64.b64encode("\n".join(lines).encode()[-_TAIL_BYTES:]).decode()


def _text(start: Start, traits: Traits) -> list[str]:
    request = start.request
    report = (
        f"REPORT RequestId: {request}\tDuration: 1.00 ms\tBilled Duration: 1 ms\t"
        "Memory Size: 256 MB\tMax Memory Used: 64 MB\t"
    )
    if start.cold:
        words = "Restore Duration" if traits.snap_start else "Init Duration"
        report += f"{words}: {_INIT_MS:.2f} ms\t"
        if traits.snap_start:
            report += "Billed Restore Duration: 25 ms\t"
    first = f"START RequestId: {request} Version: {start.version}"
    return [first, f"END RequestId: {request}", report, ""]


def _json(start: Start, traits: Traits) -> list[str]:
    metrics = {"durationMs": 1.0, "billedDurationMs": 1, "memorySizeMB": 256, "maxMemoryUsedMB": 64}
    if start.cold:
        metrics["restoreDurationMs" if traits.snap_start else "initDurationMs"] = _INIT_MS
    report = {"requestId": start.request, "metrics": metrics, "status": "success"}
    began = {"requestId": start.request, "version": start.version}
    events = (("platform.start", began), ("platform.report", report))
    return [
        json.dumps({"time": "2026-12-05T12:00:00.000Z", "type": kind, "record": each})
        for kind, each in events
    ]
