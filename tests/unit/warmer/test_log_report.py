import json
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.traits import Traits
from simulator.wire.lambda_.logs import Start, tail
from warmer.log_report import LogReport, parse_log_tail

REQUEST = "0b3c1a52-5d0c-4a0e-9d5f-0a3b2c1d4e5f"
REPORT = (
    f"REPORT RequestId: {REQUEST}\tDuration: 3.12 ms\tBilled Duration: 4 ms\t"
    "Memory Size: 256 MB\tMax Memory Used: 71 MB\t"
)


def log(*lines: str) -> str:
    return b64encode("\n".join(lines).encode()).decode()


def event(**metrics: object) -> str:
    record = {"requestId": REQUEST, "metrics": metrics, "status": "success"}
    return json.dumps({"time": "now", "type": "platform.report", "record": record})


@pytest.mark.parametrize(
    ("line", "start_ms"),
    [
        (REPORT, None),
        (REPORT + "Init Duration: 312.40 ms\t", 312.4),
        (REPORT + "Restore Duration: 520.11 ms\tBilled Restore Duration: 83 ms\t", 520.11),
        (REPORT + "XRAY TraceId: 1-5e\tSegmentId: 4f\tSampled: true\t", None),
        (event(durationMs=3.1), None),
        (event(durationMs=3.1, initDurationMs=312.4), 312.4),
        (event(durationMs=3.1, restoreDurationMs=520.11), 520.11),
    ],
)
def test_the_report_shows_whether_the_container_was_new(line: str, start_ms: float | None) -> None:
    assert parse_log_tail(
        log("START RequestId: x", "output of the function", line, "")
    ) == LogReport(start_ms)


def test_a_billed_restore_duration_alone_is_no_start() -> None:
    assert parse_log_tail(log(REPORT + "Billed Restore Duration: 83 ms\t")) == LogReport(None)


@pytest.mark.parametrize("traits", [Traits(), Traits(json_logs=True), Traits(snap_start=True)])
def test_the_simulators_logs_are_parsed(traits: Traits) -> None:
    starts = [Start(REQUEST, "1", cold=cold) for cold in (True, False)]
    cold, warm = (parse_log_tail(tail(start, traits)) for start in starts)
    assert cold is not None
    assert warm is not None
    assert (cold.cold, warm.cold) == (True, False)


def test_a_report_printed_by_the_function_is_ignored() -> None:
    forged = "REPORT RequestId: me\tInit Duration: 1.00 ms\t"
    assert parse_log_tail(log(forged, event(initDurationMs=1), REPORT)) == LogReport(None)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "no base64!",
        b64encode(b"\xff\xfe\x00").decode(),
        log("END RequestId: x", "a line"),
        log("{", "[]", '{"type": "platform.report"}', '{"type": 1}'),
        log(event(initDurationMs=1)[20:]),
        log("[" * 4000),
    ],
)
def test_a_log_without_a_report_gives_none(words: str) -> None:
    assert parse_log_tail(words) is None


def test_a_tail_may_begin_within_a_character() -> None:
    cut = "é".encode()[1:] + f"\n{REPORT}Init Duration: 1.00 ms\t\n".encode()
    assert parse_log_tail(b64encode(cut).decode()) == LogReport(1.0)


@given(st.text())
def test_no_log_raises_an_error(text: str) -> None:
    parse_log_tail(text)
    parse_log_tail(log(text))
    parse_log_tail(log(f"REPORT RequestId: {text}"))
    parse_log_tail(log(event(initDurationMs=text)))
