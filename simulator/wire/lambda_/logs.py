"""The end of an invocation's log, for `LogType=Tail`."""

import base64
import json

from simulator.traits import Traits

_TAIL_BYTES = 4096
_INIT_MS = 250.0


def tail(request: str, traits: Traits, *, cold: bool) -> str:
    """The last 4 KB, base64; the report is a line of text or a JSON object."""
    lines = (
        _json(request, traits, cold=cold) if traits.json_logs else _text(request, traits, cold=cold)
    )
    return base64.b64encode("\n".join(lines).encode()[-_TAIL_BYTES:]).decode()


def _text(request: str, traits: Traits, *, cold: bool) -> list[str]:
    report = (
        f"REPORT RequestId: {request}\tDuration: 1.00 ms\tBilled Duration: 1 ms\t"
        "Memory Size: 256 MB\tMax Memory Used: 64 MB\t"
    )
    if cold:
        words = "Restore Duration" if traits.snap_start else "Init Duration"
        report += f"{words}: {_INIT_MS:.2f} ms\t"
        if traits.snap_start:
            report += "Billed Restore Duration: 25 ms\t"
    return [f"START RequestId: {request} Version: 1", f"END RequestId: {request}", report, ""]


def _json(request: str, traits: Traits, *, cold: bool) -> list[str]:
    metrics = {"durationMs": 1.0, "billedDurationMs": 1, "memorySizeMB": 256, "maxMemoryUsedMB": 64}
    if cold:
        metrics["restoreDurationMs" if traits.snap_start else "initDurationMs"] = _INIT_MS
    record = {"requestId": request, "metrics": metrics, "status": "success"}
    start = {"requestId": request, "version": "1"}
    events = (("platform.start", start), ("platform.report", record))
    return [
        json.dumps({"time": "2026-12-05T12:00:00.000Z", "type": kind, "record": each})
        for kind, each in events
    ]
