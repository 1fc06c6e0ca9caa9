import json
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kickoff.aws.place import Place
from kickoff.calendar import ConfigError
from tests.unit.warmer.calendars import TWO_FUNCTIONS, written
from tests.unit.warmer.lambda_service import (
    LambdaService,
    Pool,
    all_but_one,
    always,
    error,
    response,
)
from warmer.handler import NothingWarmedError, handler
from warmer.model import FunctionRef, Permit, PingCode, Warming, WarmingResult, WaveReport
from warmer.reporting import publish_result

BOTH_DUE = TWO_FUNCTIONS.replace("baseline: 0, max: 50", "baseline: 3, max: 50")
MINUTE = "2026-12-05T12:10:00Z"


@dataclass
class Context:
    remaining_ms: int = 58_000

    def get_remaining_time_in_millis(self) -> int:
        return self.remaining_ms


@pytest.fixture(autouse=True)
def _calendar(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A calendar with its own path, so that each test has a new application, as in a container."""
    monkeypatch.setenv("KICKOFF_CONFIG", str(written(tmp_path, BOTH_DUE)))


def tick(at: str = MINUTE) -> dict[str, Any]:
    return handler({"scheduled_time": at}, Context())


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def metrics_of(printed: list[dict[str, Any]], **dimensions: str) -> dict[str, float]:
    """Return the values of all EMF lines with exactly these dimensions."""
    found: dict[str, float] = {}
    for line in printed:
        for directive in line.get("_aws", {}).get("CloudWatchMetrics", []):
            [names] = directive["Dimensions"]
            if {name: line[name] for name in names} == dimensions:
                found |= {
                    metric["Name"]: line[metric["Name"]][0] for metric in directive["Metrics"]
                }
    return found


def test_due_functions_are_warmed_to_the_level_of_the_timeline(service: LambdaService) -> None:
    service.functions |= {"pricing:live": Pool(), "settlement": Pool()}
    report = tick()
    assert report["at"] == "2026-12-05T12:10:00+00:00"
    pricing, settlement = report["functions"]
    assert (pricing["function"], pricing["requested"], pricing["distinct"]) == (
        "pricing:live",
        40,
        40,
    )
    assert pricing["because"] == ["Leeds v Derby"]
    assert (settlement["function"], settlement["requested"]) == ("settlement:$LATEST", 3)
    assert json.loads(json.dumps(report)) == report


def test_nothing_is_sent_if_no_function_is_due(service: LambdaService, tmp_path: Path) -> None:
    written(tmp_path)
    assert tick("2026-12-05T12:11:00Z")["functions"] == []
    assert service.requests == []


def test_the_documented_metrics_are_published(
    service: LambdaService, capsys: pytest.CaptureFixture[str]
) -> None:
    service.functions |= {"pricing:live": Pool(limit=35), "settlement": Pool()}
    tick()
    printed = lines(capsys)
    metrics = metrics_of(printed, Function="pricing:live")
    assert metrics.pop("HoldTime") >= 0
    assert metrics.pop("WaveSpread") >= 0
    assert metrics == {
        "WarmRequested": 40,
        "WarmDistinct": 35,
        "WarmBusy": 0,
        "WarmShortfall": 5,
        "ColdStarts": 35,
        "PingThrottled": 5,
        "PingErrors": 0,
        "PingTimeouts": 0,
    }
    assert metrics_of(printed, Service="warmer") == {
        "Tick": 1,
        "ConfigBroken": 0,
        "TargetErrors": 0,
        "WindowShortfall": 5,
    }


def test_a_shortfall_of_the_baseline_is_no_window_shortfall(
    service: LambdaService, capsys: pytest.CaptureFixture[str]
) -> None:
    service.functions |= {"pricing:live": Pool(), "settlement": Pool(limit=2)}
    tick()
    printed = lines(capsys)
    assert metrics_of(printed, Function="settlement:$LATEST")["WarmShortfall"] == 1
    assert metrics_of(printed, Service="warmer")["WindowShortfall"] == 0


def test_without_a_guard_no_distinct_containers_are_published(
    service: LambdaService, capsys: pytest.CaptureFixture[str]
) -> None:
    service.functions |= {"pricing:live": Pool(guarded=False), "settlement": Pool()}
    assert tick()["functions"][0]["inferred"]
    metrics = metrics_of(lines(capsys), Function="pricing:live")
    assert metrics["WarmRequested"] == 40
    assert "WarmDistinct" not in metrics


def test_each_decision_has_one_log_line(
    service: LambdaService, capsys: pytest.CaptureFixture[str]
) -> None:
    service.functions |= {"pricing:live": Pool(), "settlement": Pool()}
    tick()
    capsys.readouterr()
    [report, _] = tick()["functions"]
    decisions = {line["target"]: line for line in lines(capsys) if "target" in line}
    assert set(decisions) == {"pricing", "settlement"}
    pricing = decisions["pricing"]
    assert (pricing["from"], pricing["to"]) == (report["distinct"], 40)
    assert pricing["outcome"] == report["outcome"]
    assert pricing["because"] == ["Leeds v Derby"]
    assert pricing["configuration"]


def test_a_failing_function_is_counted_and_does_not_affect_another(
    service: LambdaService, capsys: pytest.CaptureFixture[str]
) -> None:
    service.functions |= {
        "pricing:live": always(error(403, "AccessDeniedException", Message="not authorized")),
        "settlement": Pool(),
    }
    pricing, settlement = tick()["functions"]
    assert (pricing["outcome"], settlement["outcome"]) == ("denied", "ok")
    assert pricing["errors"] == {"denied": 1}
    printed = lines(capsys)
    assert metrics_of(printed, Service="warmer")["TargetErrors"] == 1
    [failed] = (line for line in printed if line.get("level") == "ERROR")
    assert (failed["target"], failed["outcome"]) == ("pricing", "denied")
    assert "not authorized" in failed["reason"]


def test_the_handler_fails_if_no_function_could_be_invoked(
    service: LambdaService, capsys: pytest.CaptureFixture[str]
) -> None:
    service.functions["settlement"] = always(error(500, "ServiceException"))
    with pytest.raises(NothingWarmedError, match=r"pricing:live: 0 of 1 .* missing_function"):
        tick()
    assert metrics_of(lines(capsys), Service="warmer")["TargetErrors"] == 2


def test_the_handler_does_not_fail_if_functions_run_and_fail(
    service: LambdaService, capsys: pytest.CaptureFixture[str]
) -> None:
    failed = always(response(200, {"errorMessage": "boom"}, x_amz_function_error="Unhandled"))
    service.functions |= {"pricing:live": failed, "settlement": failed}
    assert [each["outcome"] for each in tick()["functions"]] == ["function_error"] * 2
    assert metrics_of(lines(capsys), Service="warmer")["TargetErrors"] == 2


def test_a_throttled_tick_is_not_a_failed_one(service: LambdaService) -> None:
    """Lambda repeats a failed invocation. More pings would not help here."""
    service.functions |= {"pricing:live": Pool(limit=0), "settlement": Pool(limit=0)}
    report = tick()
    assert [each["outcome"] for each in report["functions"]] == ["throttled", "throttled"]
    assert json.loads(json.dumps(report)) == report
    assert report["functions"][0]["throttled"] == {"ConcurrentInvocationLimitExceeded": 1}


def test_the_handler_ends_before_its_own_deadline(service: LambdaService) -> None:
    service.functions |= {"pricing:live": Pool(run_s=60), "settlement": Pool(run_s=60)}
    report = handler({"scheduled_time": MINUTE}, Context(remaining_ms=3_000))
    assert [each["outcome"] for each in report["functions"]] == ["unknown", "unknown"]


def test_a_changed_calendar_counts_from_the_next_tick(
    service: LambdaService, tmp_path: Path
) -> None:
    service.functions |= {"pricing:live": Pool(), "settlement": Pool()}
    tick()
    written(tmp_path, BOTH_DUE.replace("warm: 40", "warm: 50"))
    assert tick()["functions"][0]["requested"] == 50


def test_without_a_calendar_nothing_is_sent(
    service: LambdaService, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KICKOFF_CONFIG", os.fspath(tmp_path / "absent.yaml"))
    with pytest.raises(ConfigError, match="absent"):
        tick()
    assert service.requests == []


def part(**changes: object) -> dict[str, Any]:
    """The event of a shard of pricing, as another invocation sends it."""
    words = {
        "target": "pricing",
        "function": "pricing",
        "qualifier": "live",
        "region": None,
        "role_arn": None,
        "external_id": None,
        "because": ["Cup final"],
        "configuration": "abc",
        "index": 1,
        "of": 2,
        "count": 30,
        "hold_until": round(time.time() * 1000) + 1_000,
        "last": True,
    }
    return {"kickoff_shard": words | changes}


def test_a_shard_publishes_distinct_containers_but_not_the_requested(
    service: LambdaService, capsys: pytest.CaptureFixture[str]
) -> None:
    service.functions["pricing:live"] = Pool(limit=25)
    report = handler(part(), Context())
    printed = lines(capsys)
    metrics = metrics_of(printed, Function="pricing:live")
    assert (report["distinct"], metrics["WarmDistinct"], metrics["WarmShortfall"]) == (25, 25, 5)
    assert "WarmRequested" not in metrics
    [logged] = [line for line in printed if line.get("message") == "shard"]
    assert (logged["shard"], logged["because"]) == ("2 of 2", ["Cup final"])


def test_a_shard_of_an_earlier_wave_counts_no_containers(
    service: LambdaService, capsys: pytest.CaptureFixture[str]
) -> None:
    service.functions["pricing:live"] = Pool()
    handler(part(last=False), Context())
    metrics = metrics_of(lines(capsys), Function="pricing:live")
    assert metrics["ColdStarts"] == 30
    assert metrics.keys().isdisjoint({"WarmRequested", "WarmDistinct", "WarmShortfall"})


def test_a_large_wave_is_published_as_requested_and_its_lost_shards_as_shortfall(
    capsys: pytest.CaptureFixture[str],
) -> None:
    warming = Warming("pricing", FunctionRef("pricing", "live", Place()), 900)
    report = WaveReport(900, waves=0, shards=2, sent=450, errors={PingCode.REFUSED: 450})
    permit, reason = Permit(warming, 900), "shard 2 of 2 is lost"
    publish_result(WarmingResult(permit, report, PingCode.REFUSED, reason))
    metrics = metrics_of(lines(capsys), Function="pricing:live")
    assert (metrics["WarmRequested"], metrics["WarmShortfall"]) == (900, 450)
    assert metrics.keys().isdisjoint({"WarmDistinct", "HoldTime", "WaveSpread"})


def test_the_most_waves_of_a_function_are_configured(
    service: LambdaService, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.functions["settlement"] = all_but_one
    monkeypatch.setenv("KICKOFF_WAVES", "2")
    assert tick()["functions"][1]["waves"] == 2
    monkeypatch.setenv("KICKOFF_WAVES", "many")
    with pytest.raises(ValueError, match="KICKOFF_WAVES is 'many'"):
        tick()
