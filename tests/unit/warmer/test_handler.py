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
from tests.unit.warmer.lambda_service import LambdaService, Pool, always, error, response
from warmer.handler import NothingWarmedError, handler
from warmer.model import FunctionRef, Outcome, PingCode, Warming, WarmingResult, WaveReport
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
    """A calendar to go by; its path makes an application of its own, as a new container would."""
    monkeypatch.setenv("KICKOFF_CONFIG", str(written(tmp_path, BOTH_DUE)))


def tick(at: str = MINUTE) -> dict[str, Any]:
    return handler({"scheduled_time": at}, Context())


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def metrics_of(printed: list[dict[str, Any]], **dimensions: str) -> dict[str, float]:
    """The values of all EMF lines with exactly these dimensions."""
    found: dict[str, float] = {}
    for line in printed:
        for directive in line.get("_aws", {}).get("CloudWatchMetrics", []):
            [names] = directive["Dimensions"]
            if {name: line[name] for name in names} == dimensions:
                found |= {
                    metric["Name"]: line[metric["Name"]][0] for metric in directive["Metrics"]
                }
    return found


def test_what_is_due_is_warmed_at_the_level_of_the_timeline(service: LambdaService) -> None:
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


def test_where_nothing_is_due_nothing_is_sent(service: LambdaService, tmp_path: Path) -> None:
    written(tmp_path)
    assert tick("2026-12-05T12:11:00Z")["functions"] == []
    assert service.requests == []


def test_the_metrics_of_the_design_are_published(
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
        "WarmShortfall": 5,
        "ColdStarts": 35,
        "PingThrottled": 5,
        "PingErrors": 0,
        "PingTimeouts": 0,
    }
    assert metrics_of(printed, Service="warmer") == {
        "Tick": 1,
        "ConfigBroken": 0,
        "ConfigAge": 0,
        "TargetErrors": 0,
        "WindowShortfall": 5,
    }


def test_short_of_a_baseline_is_no_shortfall_of_a_window(
    service: LambdaService, capsys: pytest.CaptureFixture[str]
) -> None:
    service.functions |= {"pricing:live": Pool(), "settlement": Pool(limit=2)}
    tick()
    printed = lines(capsys)
    assert metrics_of(printed, Function="settlement:$LATEST")["WarmShortfall"] == 1
    assert metrics_of(printed, Service="warmer")["WindowShortfall"] == 0


def test_without_a_guard_no_distinct_containers_are_claimed(
    service: LambdaService, capsys: pytest.CaptureFixture[str]
) -> None:
    service.functions |= {"pricing:live": Pool(guarded=False), "settlement": Pool()}
    assert tick()["functions"][0]["inferred"]
    metrics = metrics_of(lines(capsys), Function="pricing:live")
    assert metrics["WarmRequested"] == 40
    assert "WarmDistinct" not in metrics


def test_each_decision_is_one_log_line(
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


def test_a_bad_function_does_not_hide_another_and_is_counted(
    service: LambdaService, capsys: pytest.CaptureFixture[str]
) -> None:
    service.functions |= {
        "pricing:live": always(error(403, "AccessDeniedException", Message="not authorized")),
        "settlement": Pool(),
    }
    pricing, settlement = tick()["functions"]
    assert (pricing["outcome"], settlement["outcome"]) == ("denied", "ok")
    assert pricing["errors"] == {"denied": 40}
    assert metrics_of(lines(capsys), Service="warmer")["TargetErrors"] == 1


def test_it_fails_only_if_nothing_could_be_done_at_all(
    service: LambdaService, capsys: pytest.CaptureFixture[str]
) -> None:
    service.functions["settlement"] = always(error(500, "ServiceException"))
    with pytest.raises(NothingWarmedError, match=r"pricing:live: 0 of 40 .* missing_function"):
        tick()
    assert metrics_of(lines(capsys), Service="warmer")["TargetErrors"] == 2


def test_where_functions_fail_but_run_the_tick_has_done_something(
    service: LambdaService, capsys: pytest.CaptureFixture[str]
) -> None:
    failed = always(response(200, {"errorMessage": "boom"}, x_amz_function_error="Unhandled"))
    service.functions |= {"pricing:live": failed, "settlement": failed}
    assert [each["outcome"] for each in tick()["functions"]] == ["function_error"] * 2
    assert metrics_of(lines(capsys), Service="warmer")["TargetErrors"] == 2


def test_a_throttled_tick_is_not_a_failed_one(service: LambdaService) -> None:
    """A failed invocation is retried by Lambda: more pings are not what helps here."""
    service.functions |= {"pricing:live": Pool(limit=0), "settlement": Pool(limit=0)}
    report = tick()
    assert [each["outcome"] for each in report["functions"]] == ["throttled", "throttled"]
    assert json.loads(json.dumps(report)) == report
    assert report["functions"][0]["throttled"] == {"ConcurrentInvocationLimitExceeded": 40}


def test_it_ends_before_its_own_deadline(service: LambdaService) -> None:
    service.functions |= {"pricing:live": Pool(run_s=60), "settlement": Pool(run_s=60)}
    report = handler({"scheduled_time": MINUTE}, Context(remaining_ms=3_000))
    assert [each["outcome"] for each in report["functions"]] == ["unknown", "unknown"]


def test_a_changed_calendar_is_in_force_on_the_next_tick(
    service: LambdaService, tmp_path: Path
) -> None:
    service.functions |= {"pricing:live": Pool(), "settlement": Pool()}
    tick()
    written(tmp_path, BOTH_DUE.replace("warm: 40", "warm: 50"))
    assert tick()["functions"][0]["requested"] == 50


def test_without_a_calendar_there_is_nothing_to_go_by(
    service: LambdaService, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KICKOFF_CONFIG", os.fspath(tmp_path / "absent.yaml"))
    with pytest.raises(ConfigError, match="absent"):
        tick()
    assert service.requests == []


def part(**changes: object) -> dict[str, Any]:
    """A shard of pricing, as another invocation would ask for it."""
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


def test_a_shard_publishes_what_it_found_but_not_what_was_requested(
    service: LambdaService, capsys: pytest.CaptureFixture[str]
) -> None:
    service.functions["pricing:live"] = Pool(limit=25)
    report = handler(part(), Context())
    printed = lines(capsys)
    metrics = metrics_of(printed, Function="pricing:live")
    assert (report["distinct"], metrics["WarmDistinct"], metrics["WarmShortfall"]) == (25, 25, 5)
    assert "WarmRequested" not in metrics
    [told] = [line for line in printed if line.get("message") == "shard"]
    assert (told["shard"], told["because"]) == ("2 of 2", ["Cup final"])


def test_a_shard_that_only_starts_containers_counts_none(
    service: LambdaService, capsys: pytest.CaptureFixture[str]
) -> None:
    service.functions["pricing:live"] = Pool()
    handler(part(last=False), Context())
    metrics = metrics_of(lines(capsys), Function="pricing:live")
    assert metrics["ColdStarts"] == 30
    assert metrics.keys().isdisjoint({"WarmRequested", "WarmDistinct", "WarmShortfall"})


def test_a_large_wave_is_requested_by_who_asks_and_its_lost_shards_are_a_shortfall(
    capsys: pytest.CaptureFixture[str],
) -> None:
    warming = Warming("pricing", FunctionRef("pricing", "live", Place()), 900)
    report = WaveReport(900, waves=0, shards=2, sent=450, errors={PingCode.REFUSED: 450})
    publish_result(
        WarmingResult(warming, report, Outcome(PingCode.REFUSED, "shard 2 of 2 is lost"))
    )
    metrics = metrics_of(lines(capsys), Function="pricing:live")
    assert (metrics["WarmRequested"], metrics["WarmShortfall"]) == (900, 450)
    assert metrics.keys().isdisjoint({"WarmDistinct", "HoldTime", "WaveSpread"})


def test_how_many_waves_a_function_gets_is_configured(
    service: LambdaService, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = {"container": "a", "first": False, "init": "on-demand", "idle_ms": 5, "held_ms": 9}
    service.functions["settlement"] = always(response(200, {"kickoff": words}))
    monkeypatch.setenv("KICKOFF_WAVES", "2")
    assert tick()["functions"][1]["waves"] == 2
    monkeypatch.setenv("KICKOFF_WAVES", "many")
    with pytest.raises(ValueError, match="KICKOFF_WAVES is 'many'"):
        tick()
