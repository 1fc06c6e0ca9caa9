"""What to change after a match, from what CloudWatch saw of it."""

import re
from contextlib import closing
from pathlib import Path

import boto3
import pytest

from tests.unit.kickoff.files import BASE
from tests.unit.operations.conftest import Run
from tests.unit.operations.review.match import (
    KICKOFF,
    LIVE,
    OF_READ,
    PRICING,
    TABLE,
    Cloud,
    advice,
    line,
    told,
)

USED = "ConsumedReadCapacityUnits"
ASK = "let league-match ask for"


def test_a_match_that_went_well_asks_for_no_change(run: Run, config: Path, cloud: Cloud) -> None:
    cloud.a_good_match()
    assert advice(run, config) == []
    assert run("review", "--config", config).code == 0


@pytest.mark.parametrize(
    ("name", "of", "value", "after", "kind", "says"),
    [
        ("ReadyMargin", OF_READ, -4, 4, "too late", "4 minutes late: give league-match a lead"),
        ("ReadyMargin", OF_READ, 2, -2, "too late", "2 before kick-off: give league-match a lead"),
        (USED, TABLE, 1150 * 60, 115, "too little", f"took 96%: {ASK} 1,534 instead of 1,200"),
        (USED, TABLE, 3800 * 60, 9, "too little", "5,067 instead of 1,200, and raise its max"),
        (USED, TABLE, 300 * 60, 50, "too much", f"took 25%: {ASK} 400 instead of 1,200"),
        ("WarmDistinct", PRICING, 31, 60, "look into", "31 of 40 were warm: kickoff check says"),
        ("ColdStarts", PRICING, 3, 60, "too little", "3 pings after kick-off met no warm"),
        ("Throttles", LIVE, 9, 60, "look into", "9 requests or pings were throttled"),
        ("Drift", OF_READ, 1, 60, "look into", "1 ticks saw a value that somebody else set"),
    ],
)  # fmt: skip
def test_what_went_wrong_becomes_advice(  # noqa: PLR0913, PLR0917 (a case)
    run: Run,
    config: Path,
    cloud: Cloud,
    name: str,
    of: dict[str, str],
    value: float,
    after: int,
    kind: str,
    says: str,
) -> None:
    for minute in (-10, 60):
        cloud.saw("WarmRequested", PRICING, 40, minute)
    cloud.saw(name, of, value, after)
    [said] = advice(run, config)
    about = "prices.read" if of in (TABLE, OF_READ) else "pricing.warm"
    assert said.startswith(f"{kind} {about}: ")
    assert says in said
    assert run("review", "--config", config).code == 1


def test_one_cold_ping_of_forty_is_no_reason_to_ping_oftener(
    run: Run, config: Path, cloud: Cloud
) -> None:
    cloud.a_good_match()
    cloud.saw("ColdStarts", PRICING, 1, 75)
    assert advice(run, config) == []


def test_waves_that_began_after_kickoff_are_too_late(run: Run, config: Path, cloud: Cloud) -> None:
    never = "too late pricing.warm: first pinged not at all: was the warmer stopped?"
    assert advice(run, config) == [never]
    cloud.saw("WarmRequested", PRICING, 40, 3)
    cloud.saw("ColdStarts", PRICING, 40, 3)
    [said] = advice(run, config)
    assert re.search(r"first pinged at \d\d:\d\d: was the warmer stopped", said)


def test_throttling_at_the_level_asks_for_more(run: Run, config: Path, cloud: Cloud) -> None:
    cloud.a_good_match()
    cloud.saw(USED, TABLE, 1200 * 60, 50)
    cloud.saw("ReadThrottleEvents", TABLE, 12, 50)
    asks = f"12 requests were throttled: {ASK} 1,600 instead of 1,200"
    assert advice(run, config) == [f"too little prices.read: {asks}"]
    assert told(run, config)["throttled"] == 12


def test_throttling_far_below_the_level_is_a_hot_key(run: Run, config: Path, cloud: Cloud) -> None:
    cloud.a_good_match()
    cloud.saw("WriteThrottleEvents", TABLE, 12, 50)
    [said] = advice(run, config)
    assert "12 requests were throttled though its busiest minute took 72%: look for a hot" in said


def test_throttling_before_it_was_there_asks_for_a_lead_and_for_no_more(
    run: Run, config: Path, cloud: Cloud
) -> None:
    cloud.a_good_match(ready=-4)
    cloud.saw("ReadThrottleEvents", TABLE, 12, 2)
    late = "4 minutes late and throttled until then: give league-match a lead of 34m"
    assert advice(run, config)[0] == f"too late prices.read: there {late}"
    assert not any("ask for" in said for said in advice(run, config))


def test_a_raise_that_was_asked_late_is_not_the_leads_fault(
    run: Run, config: Path, cloud: Cloud
) -> None:
    cloud.saw("WarmRequested", PRICING, 40, -10)
    cloud.saw("DesiredCapacity", OF_READ, 50, -30)
    cloud.saw("DesiredCapacity", OF_READ, 1200, 3)
    cloud.saw("ReadyMargin", OF_READ, -5, 5)
    [said] = advice(run, config)
    assert "5 minutes late, for it was first asked at" in said
    assert "was kickoff stopped or paused?" in said


def test_what_was_asked_before_its_window_asks_for_a_lead_above_that(
    run: Run, config: Path, cloud: Cloud
) -> None:
    cloud.saw("WarmRequested", PRICING, 40, -10)
    cloud.saw("DesiredCapacity", OF_READ, 50, -61)
    cloud.saw("DesiredCapacity", OF_READ, 1200, -60)
    cloud.saw("ReadyMargin", OF_READ, -5, 5)
    [said] = advice(run, config)
    assert "give league-match a lead of 75m" in said


def test_what_a_profile_asks_is_scaled_where_fixtures_share_a_level(
    run: Run, config: Path, cloud: Cloud
) -> None:
    lines = line("Leeds v Derby", KICKOFF) + line("Hull v Stoke", KICKOFF, ", scale: 0.5")
    config.write_text(f"{BASE}fixtures:\n{lines}")
    cloud.a_good_match()
    cloud.saw(USED, TABLE, 1710 * 60, 115)
    asks = f"too little prices.read: its busiest minute took 95%: {ASK} 1,520 instead of 1,200"
    assert asks in advice(run, config, "hull v stoke")


def test_what_a_maximum_cut_off_asks_for_a_higher_one(run: Run, config: Path, cloud: Cloud) -> None:
    clamped = BASE.replace("table: prices", "table: prices\n    over_max: clamp")
    config.write_text(f"{clamped}fixtures:\n{line('Leeds v Derby', KICKOFF, ', scale: 4')}")
    cloud.saw(USED, TABLE, 3900 * 60, 50)
    asks = "took 98%: raise its max of 4,000: 800 more were asked"
    assert any(asks in said for said in advice(run, config))


def test_learned_demand_is_not_changed_by_hand(run: Run, config: Path, cloud: Cloud) -> None:
    config.write_text(
        config.read_text().replace("table: prices", "table: prices\n    demand: auto")
    )
    cloud.a_good_match()
    cloud.saw(USED, TABLE, 1190 * 60, 50)
    [said] = advice(run, config)
    assert "its demand is learned: kickoff learn shows from what" in said


@pytest.mark.parametrize("margin", [5, 90])
def test_another_fixtures_margin_is_not_taken_for_ours(
    run: Run, config: Path, cloud: Cloud, margin: int
) -> None:
    cloud.saw("ReadyMargin", OF_READ, margin, -17)
    assert told(run, config)["capacity"][0]["ready"] is None


def test_margins_of_one_minute_are_told_apart(run: Run, config: Path, cloud: Cloud) -> None:
    cloud.saw("ReadyMargin", OF_READ, 90, -17)
    cloud.saw("ReadyMargin", OF_READ, 17, -17)
    assert told(run, config)["capacity"][0]["ready_minutes"] == 17


def test_it_is_ready_when_the_last_of_it_is(run: Run, config: Path, cloud: Cloud) -> None:
    odds = BASE.replace("targets:", "targets:\n  odds: {table: odds, read: {baseline: 5, max: 99}}")
    odds = odds.replace("demand:", "demand:\n      odds: {read: 50}")
    config.write_text(f"{odds}fixtures:\n{line('Leeds v Derby', KICKOFF)}")
    cloud.a_good_match()
    assert told(run, config)["ready"] is None
    cloud.saw("LiveCapacity", {"Target": "odds", "Dimension": "read"}, 50, -9)
    assert told(run, config)["ready_minutes"] == 9


def test_provisioned_concurrency_is_reviewed_by_what_lambda_says(
    run: Run, config: Path, cloud: Cloud
) -> None:
    alias = (
        "settlement: {function: settlement, qualifier: live, provisioned: {baseline: 0, max: 50}}"
    )
    odds = BASE.replace("targets:", f"targets:\n  {alias}")
    odds = odds.replace("demand:", "demand:\n      settlement: {provisioned: 20}")
    config.write_text(f"{odds}fixtures:\n{line('Leeds v Derby', KICKOFF)}")
    cloud.a_good_match()
    live = {"FunctionName": "settlement", "Resource": "settlement:live"}
    cloud.saw("ReadyMargin", {"Target": "settlement", "Dimension": "provisioned"}, 12, -12)
    cloud.saw("ProvisionedConcurrentExecutions", live, 15, 30)
    assert advice(run, config) == []
    cloud.saw("ProvisionedConcurrentExecutions", live, 20, 31)
    cloud.saw("ProvisionedConcurrencySpilloverInvocations", live, 7, 31)
    asks = f"7 requests met containers on demand: {ASK} 27 instead of 20"
    assert advice(run, config) == [f"too little settlement.provisioned: {asks}"]
    found = told(run, config)
    assert found["ready_minutes"] == 12
    assert [each["peak"] for each in found["capacity"] if each["target"] == "settlement"] == [20]
    assert "0 + 7 on demand" in run("review", "leeds v derby", "--config", config).out


def test_a_function_without_a_qualifier_is_found_under_its_metrics_name(
    run: Run, config: Path, cloud: Cloud
) -> None:
    config.write_text(config.read_text().replace("qualifier: live, ", ""))
    cloud.saw("WarmRequested", {"Function": "pricing:$LATEST"}, 40, -10)
    assert told(run, config)["warm"][0]["asked"] == 40


def test_what_a_table_elsewhere_consumed_is_read_there(
    run: Run, config: Path, cloud: Cloud
) -> None:
    elsewhere = "table: prices\n    region: us-east-1"
    config.write_text(config.read_text().replace("table: prices", elsewhere))
    cloud.a_good_match()
    with closing(boto3.client("cloudwatch", region_name="us-east-1")) as client:
        Cloud(client).saw(USED, TABLE, 700 * 60, 110)
    read = told(run, config)["capacity"][0]
    assert (read["peak"], read["ready_minutes"]) == (700, 17)
