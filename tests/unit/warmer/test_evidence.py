import json
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.traits import Traits
from simulator.wire.lambda_.logs import tail
from warmer.evidence import Evidence, read

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
def test_a_report_says_whether_the_container_was_new(line: str, start_ms: float | None) -> None:
    assert read(log("START RequestId: x", "said by the function", line, "")) == Evidence(start_ms)


def test_billed_restore_duration_alone_is_no_start() -> None:
    assert read(log(REPORT + "Billed Restore Duration: 83 ms\t")) == Evidence(None)


@pytest.mark.parametrize("traits", [Traits(), Traits(json_logs=True), Traits(snap_start=True)])
def test_the_simulators_logs_are_read(traits: Traits) -> None:
    cold, warm = (read(tail(REQUEST, traits, cold=cold)) for cold in (True, False))
    assert cold is not None
    assert warm is not None
    assert (cold.cold, warm.cold) == (True, False)


def test_what_the_function_printed_is_not_believed_over_lambdas_last_word() -> None:
    forged = "REPORT RequestId: me\tInit Duration: 1.00 ms\t"
    assert read(log(forged, event(initDurationMs=1), REPORT)) == Evidence(None)


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
def test_a_log_without_a_report_says_nothing(words: str) -> None:
    assert read(words) is None


def test_a_tail_may_begin_within_a_character() -> None:
    cut = "é".encode()[1:] + f"\n{REPORT}Init Duration: 1.00 ms\t\n".encode()
    assert read(b64encode(cut).decode()) == Evidence(1.0)


@given(st.text())
def test_no_log_breaks_it(text: str) -> None:
    read(text)
    read(log(text))
    read(log(f"REPORT RequestId: {text}"))
    read(log(event(initDurationMs=text)))
