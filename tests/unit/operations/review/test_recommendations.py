"""Recommendations after a match, from the metrics in CloudWatch."""

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
    PRICING,
    READ_METRICS,
    TABLE,
    PublishedMatch,
    line,
    recommendations,
    review_data,
)

USED = "ConsumedReadCapacityUnits"
DEMAND = "set the demand of league-match to"
LEAD = "set the lead of league-match to"
OF_LEVEL = f" of the level: {DEMAND}"


def test_a_good_match_has_no_recommendation(run: Run, config: Path, cloud: PublishedMatch) -> None:
    cloud.publish_good_match()
    assert recommendations(run, config) == []
    assert run("review", "--config", config).code == 0


@pytest.mark.parametrize(
    ("name", "of", "value", "after", "kind", "says"),
    [
        ("ReadyMargin", READ_METRICS, -4, 4, "too late", f"4 minutes after kick-off: {LEAD}"),
        ("ReadyMargin", READ_METRICS, 2, -2, "too late", f"2 minutes before kick-off: {LEAD}"),
        (USED, TABLE, 1150 * 60, 115, "too little", f"96%{OF_LEVEL} 1,534 instead of 1,200"),
        (USED, TABLE, 3800 * 60, 9, "too little", "5,067 instead of 1,200, and raise the max"),
        (USED, TABLE, 300 * 60, 50, "too much", f"25%{OF_LEVEL} 400 instead of 1,200"),
        ("WarmDistinct", PRICING, 31, 60, "look into", "31 of 40 containers were warm: run"),
        ("ColdStarts", PRICING, 3, 60, "too little", "3 pings after kick-off found no warm"),
        ("Throttles", LIVE, 9, 60, "look into", "9 requests or pings were throttled"),
        ("Drift", READ_METRICS, 1, 60, "look into", "1 ticks found a value that somebody else set"),
    ],
)  # fmt: skip
def test_each_problem_has_a_recommendation(  # noqa: PLR0913, PLR0917 (a case)
    run: Run,
    config: Path,
    cloud: PublishedMatch,
    name: str,
    of: dict[str, str],
    value: float,
    after: int,
    kind: str,
    says: str,
) -> None:
    for minute in (-10, 60):
        cloud.publish("WarmRequested", PRICING, 40, minute)
    cloud.publish(name, of, value, after)
    [said] = recommendations(run, config)
    about = "prices.read" if of in (TABLE, READ_METRICS) else "pricing.warm"
    assert said.startswith(f"{kind} {about}: ")
    assert says in said
    assert run("review", "--config", config).code == 1


def test_one_cold_ping_of_forty_is_no_problem(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    cloud.publish_good_match()
    cloud.publish("ColdStarts", PRICING, 1, 75)
    assert recommendations(run, config) == []


def test_waves_that_began_after_kickoff_are_too_late(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    never = "too late pricing.warm: no ping was sent: check whether the warmer was stopped"
    assert recommendations(run, config) == [never]
    cloud.publish("WarmRequested", PRICING, 40, 3)
    cloud.publish("ColdStarts", PRICING, 40, 3)
    [said] = recommendations(run, config)
    assert re.search(
        r"first ping was sent at \d\d:\d\d, after kick-off: check whether the warmer was stopped",
        said,
    )


def test_throttling_at_the_level_raises_the_demand(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    cloud.publish_good_match()
    cloud.publish(USED, TABLE, 1200 * 60, 50)
    cloud.publish("ReadThrottleEvents", TABLE, 12, 50)
    asks = f"12 requests were throttled: {DEMAND} 1,600 instead of 1,200"
    assert recommendations(run, config) == [f"too little prices.read: {asks}"]
    assert review_data(run, config)["throttled"] == 12


def test_throttling_far_below_the_level_is_a_hot_key(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    cloud.publish_good_match()
    cloud.publish("WriteThrottleEvents", TABLE, 12, 50)
    [said] = recommendations(run, config)
    assert (
        "12 requests were throttled, but the busiest minute used 72% of the level: look for a hot"
        in said
    )


def test_throttling_before_readiness_raises_the_lead_and_not_the_demand(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    cloud.publish_good_match(ready=-4)
    cloud.publish("ReadThrottleEvents", TABLE, 12, 2)
    late = f"4 minutes after kick-off, throttled until then: {LEAD} 34m"
    assert recommendations(run, config)[0] == f"too late prices.read: ready {late}"
    assert not any(DEMAND in said for said in recommendations(run, config))


def test_a_late_request_does_not_change_the_lead(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    cloud.publish("WarmRequested", PRICING, 40, -10)
    cloud.publish("DesiredCapacity", READ_METRICS, 50, -30)
    cloud.publish("DesiredCapacity", READ_METRICS, 1200, 3)
    cloud.publish("ReadyMargin", READ_METRICS, -5, 5)
    [said] = recommendations(run, config)
    assert "5 minutes after kick-off; the window opened at" in said
    assert "the first raise was requested at" in said
    assert "check whether kickoff was stopped or paused" in said


def test_after_a_request_before_the_window_the_lead_is_longer_still(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    cloud.publish("WarmRequested", PRICING, 40, -10)
    cloud.publish("DesiredCapacity", READ_METRICS, 50, -61)
    cloud.publish("DesiredCapacity", READ_METRICS, 1200, -60)
    cloud.publish("ReadyMargin", READ_METRICS, -5, 5)
    [said] = recommendations(run, config)
    assert f"{LEAD} 75m" in said


def test_the_first_level_published_after_a_silence_is_the_request(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    cloud.publish("WarmRequested", PRICING, 40, -10)
    cloud.publish("DesiredCapacity", READ_METRICS, 1200, -60)
    cloud.publish("ReadyMargin", READ_METRICS, -5, 5)
    [said] = recommendations(run, config)
    assert f"{LEAD} 75m" in said


def test_a_level_that_stood_before_the_reviewed_hours_is_no_request(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    for minute in range(-140, 5, 3):
        cloud.publish("DesiredCapacity", READ_METRICS, 1200, minute)
    assert review_data(run, config)["capacity"][0]["asked"] is None


def test_the_demand_of_a_profile_is_scaled_if_fixtures_share_a_level(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    lines = line("Leeds v Derby", KICKOFF) + line("Hull v Stoke", KICKOFF, ", scale: 0.5")
    config.write_text(f"{BASE}fixtures:\n{lines}")
    cloud.publish_good_match()
    cloud.publish(USED, TABLE, 1710 * 60, 115)
    asks = f"too little prices.read: the busiest minute used 95%{OF_LEVEL} 1,520 instead of 1,200"
    assert asks in recommendations(run, config, "hull v stoke")


def test_a_demand_above_the_maximum_raises_the_maximum(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    clamped = BASE.replace("table: prices", "table: prices\n    over_max: clamp")
    config.write_text(f"{clamped}fixtures:\n{line('Leeds v Derby', KICKOFF, ', scale: 4')}")
    cloud.publish(USED, TABLE, 3900 * 60, 50)
    asks = "used 98% of the level: raise the max of 4,000; the demand is 800 above it"
    assert any(asks in said for said in recommendations(run, config))


def test_learned_demand_is_not_changed_by_hand(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    config.write_text(
        config.read_text().replace("table: prices", "table: prices\n    demand: auto")
    )
    cloud.publish_good_match()
    cloud.publish(USED, TABLE, 1190 * 60, 50)
    [said] = recommendations(run, config)
    assert "the demand is learned, and kickoff learn shows the data" in said


@pytest.mark.parametrize("margin", [5, 90])
def test_the_margin_of_another_fixture_is_ignored(
    run: Run, config: Path, cloud: PublishedMatch, margin: int
) -> None:
    cloud.publish("ReadyMargin", READ_METRICS, margin, -17)
    assert review_data(run, config)["capacity"][0]["ready"] is None


def test_two_margins_in_one_minute_are_separated(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    cloud.publish("ReadyMargin", READ_METRICS, 90, -17)
    cloud.publish("ReadyMargin", READ_METRICS, 17, -17)
    assert review_data(run, config)["capacity"][0]["ready_minutes"] == 17


def test_a_fixture_is_ready_when_its_last_dimension_is_ready(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    odds = BASE.replace("targets:", "targets:\n  odds: {table: odds, read: {baseline: 5, max: 99}}")
    odds = odds.replace("demand:", "demand:\n      odds: {read: 50}")
    config.write_text(f"{odds}fixtures:\n{line('Leeds v Derby', KICKOFF)}")
    cloud.publish_good_match()
    assert review_data(run, config)["ready"] is None
    cloud.publish("LiveCapacity", {"Target": "odds", "Dimension": "read"}, 50, -9)
    assert review_data(run, config)["ready_minutes"] == 9


def test_provisioned_concurrency_is_reviewed_with_lambdas_metrics(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    alias = (
        "settlement: {function: settlement, qualifier: live, provisioned: {baseline: 0, max: 50}}"
    )
    odds = BASE.replace("targets:", f"targets:\n  {alias}")
    odds = odds.replace("demand:", "demand:\n      settlement: {provisioned: 20}")
    config.write_text(f"{odds}fixtures:\n{line('Leeds v Derby', KICKOFF)}")
    cloud.publish_good_match()
    live = {"FunctionName": "settlement", "Resource": "settlement:live"}
    cloud.publish("ReadyMargin", {"Target": "settlement", "Dimension": "provisioned"}, 12, -12)
    cloud.publish("ProvisionedConcurrentExecutions", live, 15, 30)
    assert recommendations(run, config) == []
    cloud.publish("ProvisionedConcurrentExecutions", live, 20, 31)
    cloud.publish("ProvisionedConcurrencySpilloverInvocations", live, 7, 31)
    asks = f"7 requests ran on on-demand containers: {DEMAND} 27 instead of 20"
    assert recommendations(run, config) == [f"too little settlement.provisioned: {asks}"]
    found = review_data(run, config)
    assert found["ready_minutes"] == 12
    assert [each["peak"] for each in found["capacity"] if each["target"] == "settlement"] == [20]
    assert "0 + 7 on demand" in run("review", "leeds v derby", "--config", config).out


def test_the_metrics_of_a_function_without_a_qualifier_are_found(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    config.write_text(config.read_text().replace("qualifier: live, ", ""))
    cloud.publish("WarmRequested", {"Function": "pricing:$LATEST"}, 40, -10)
    assert review_data(run, config)["warm"][0]["asked"] == 40


def test_consumption_is_read_in_the_region_of_the_table(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    elsewhere = "table: prices\n    region: us-east-1"
    config.write_text(config.read_text().replace("table: prices", elsewhere))
    cloud.publish_good_match()
    with closing(boto3.client("cloudwatch", region_name="us-east-1")) as client:
        PublishedMatch(client).publish(USED, TABLE, 700 * 60, 110)
    read = review_data(run, config)["capacity"][0]
    assert (read["peak"], read["ready_minutes"]) == (700, 17)


def test_for_an_observed_target_the_review_names_what_acting_would_have_given(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    config.write_text(config.read_text().replace("timezone:", "mode: observe\ntimezone:", 1))
    cloud.publish("ConsumedReadCapacityUnits", TABLE, 900 * 60, 110)
    found = recommendations(run, config)
    [read] = [each for each in found if each.startswith("observed prices.read")]
    assert "acting would have raised it to 1,200 from" in read
    assert "the busiest minute used 75% of that" in read
    assert {each.split()[0] for each in found} == {"observed"}
