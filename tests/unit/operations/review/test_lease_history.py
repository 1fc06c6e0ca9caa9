"""Reviews with leases: the first raise, changes without effect, values of others."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import boto3
import pytest

from prescaler.model import Claim, Entry
from prescaler.model.lease import ENTRIES_KEPT
from tests.unit.operations.conftest import Run
from tests.unit.operations.review.match import (
    CLOSES,
    KICKOFF,
    LEASE,
    LOWERED,
    MINUTE,
    OPENS,
    PRICING,
    RAISED,
    READ_METRICS,
    RELEASED,
    PublishedMatch,
    keep_leases,
    recommendations,
    review_data,
)

ENDED = replace(LEASE, standing=False)


def test_raises_and_restores_of_a_match_are_listed(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    cloud.publish_good_match()
    keep_leases(config, replace(ENDED, entries=(RAISED, LOWERED, RELEASED)))
    read = review_data(run, config)["capacity"][0]
    listed = [(each["action"], each["from"], each["to"]) for each in read["trail"]["changes"]]
    assert listed == [("raise", 50, 1200), ("lower", 1200, 50), ("release", 50, 50)]
    assert (read["asked"], read["asked_told_by"]) == (OPENS.isoformat(), "trail")
    assert (read["ready_minutes"], read["ready_told_by"]) == (17, "CloudWatch")
    table = run("review", "Leeds v Derby", "--config", config).out
    assert "Leeds v Derby asks 1200, the minimum is 50" in table
    assert "+20*" in table


def test_readiness_comes_from_the_lease_while_it_has_the_match(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    cloud.publish("ReadyMargin", READ_METRICS, 17, -17)
    claim = Claim("Leeds v Derby", KICKOFF, CLOSES, ready=KICKOFF - 18 * MINUTE)
    keep_leases(config, replace(LEASE, claims=(claim,), entries=(RAISED,)))
    read = review_data(run, config)["capacity"][0]
    assert (read["ready_minutes"], read["ready_told_by"]) == (18, "trail")


@pytest.mark.usefixtures("cloud")
def test_changes_of_other_matches_are_left_out(run: Run, config: Path) -> None:
    before = OPENS - timedelta(minutes=30)
    after = CLOSES + timedelta(hours=1)
    keep_leases(
        config,
        replace(
            ENDED,
            entries=(
                Entry(before, "raise", 50, 900, "Hull v Stoke asks 900, the minimum is 50"),
                Entry(before + MINUTE, "lower", 900, 50, "the baseline is 50, 50 was found"),
                RAISED,
                Entry(KICKOFF, "arm", 1200, 1200, "2 scheduled actions, the first at 12:32Z"),
                LOWERED,
                Entry(after, "raise", 50, 900, "Luton v Bury asks 900, the minimum is 50"),
                Entry(after + MINUTE, "lower", 900, 50, "the baseline is 50, 50 was found"),
            ),
        ),
    )
    changes = review_data(run, config)["capacity"][0]["trail"]["changes"]
    assert [each["at"] for each in changes] == [OPENS.isoformat(), CLOSES.isoformat()]


@pytest.mark.usefixtures("cloud")
def test_a_raise_that_begins_before_the_window_counts_by_its_name(run: Run, config: Path) -> None:
    early = replace(RAISED, at=OPENS - 40 * MINUTE)
    keep_leases(config, replace(ENDED, entries=(early,)))
    assert review_data(run, config)["asked_minutes"] == 60


def test_a_repeated_change_shows_that_the_first_was_refused(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    cloud.publish_good_match()
    again = [replace(RAISED, at=OPENS + minute * MINUTE) for minute in range(3)]
    keep_leases(config, replace(ENDED, entries=(*again, LOWERED, RELEASED)))
    [said] = recommendations(run, config)
    assert said.startswith("look into prices.read: the raise to 1,200 at ")
    assert said.endswith(
        "had no effect (later ones without effect: 1): read the reason in the prescaler's log"
    )
    assert len(review_data(run, config)["capacity"][0]["trail"]["in_vain"]) == 2


@pytest.mark.parametrize(
    "entries",
    [
        (RAISED, replace(LOWERED, before=1500)),
        (
            Entry(OPENS - timedelta(hours=4), "raise", 50, 900, "Hull v Stoke asks 900"),
            Entry(OPENS - timedelta(hours=3), "release", 900, 50, "nothing is held"),
            replace(RAISED, before=1500),
        ),
        (replace(RAISED, before=1500, because=f"{RAISED.because}, which somebody else set"),),
    ],
    ids=["within the window", "between two matches", "as the prescaler said"],
)
def test_a_value_of_somebody_else_is_reported(
    run: Run, config: Path, cloud: PublishedMatch, entries: tuple[Entry, ...]
) -> None:
    cloud.publish_good_match()
    keep_leases(config, replace(ENDED, entries=entries))
    [said] = recommendations(run, config)
    assert "somebody else set 1,500 (found at " in said
    assert said.endswith("find the caller in CloudTrail")
    [other] = review_data(run, config)["capacity"][0]["trail"]["set_by_others"]
    assert other["value"] == 1500


@pytest.mark.parametrize(
    "entries",
    [
        (RAISED, LOWERED, RELEASED),
        (RAISED, replace(LOWERED, after=300), Entry(CLOSES + 2 * MINUTE, "lower", 700, 50, "")),
        (
            Entry(OPENS - timedelta(hours=1), "arm", 50, 1500, "2 scheduled actions"),
            RAISED,
            replace(LOWERED, before=1500),
        ),
        (RAISED, Entry(CLOSES, "finish", 1400, 50, "auto scaling leaves 1400"), LOWERED),
    ],
    ids=["plain", "in parts, one failed", "scheduled actions", "units brought down"],
)
def test_a_value_set_by_kickoff_is_not_reported_as_foreign(
    run: Run, config: Path, cloud: PublishedMatch, entries: tuple[Entry, ...]
) -> None:
    cloud.publish_good_match()
    keep_leases(config, replace(ENDED, entries=entries))
    assert recommendations(run, config) == []


def test_a_level_that_was_never_read_back_is_reported_with_a_next_step(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    cloud.publish("WarmRequested", PRICING, 40, -10)
    keep_leases(config, replace(ENDED, entries=(RAISED,)))
    said = recommendations(run, config)
    assert any(
        "never read back as ready: set a longer lead, or run kickoff check" in s for s in said
    )


def test_a_missing_raise_is_reported_only_if_the_leases_are_complete(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    cloud.publish("WarmRequested", PRICING, 40, -10)
    keep_leases(config, replace(ENDED, entries=(LOWERED,)))
    assert any("no raise was requested" in said for said in recommendations(run, config))
    long_after = [replace(LOWERED, at=CLOSES + n * MINUTE) for n in range(ENTRIES_KEPT)]
    other = replace(ENDED, version=1, entries=tuple(long_after))
    keep_leases(config, other)
    read = review_data(run, config)["capacity"][0]
    assert read["trail"]["complete"] is False
    assert not any(
        "prices.read: no raise was requested" in said for said in recommendations(run, config)
    )


class TestWithALeaseTable:
    @pytest.fixture(autouse=True)
    def _table(self, cloud: PublishedMatch, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        cloud.publish_good_match()
        monkeypatch.setenv("KICKOFF_LEASE_TABLE", "leases")
        with closing(boto3.client("dynamodb")) as self.client:
            yield

    def create(self) -> None:
        self.client.create_table(
            TableName="leases",
            KeySchema=[{"AttributeName": "lease", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "lease", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )

    def test_a_table_without_entries_is_reported(self, run: Run, config: Path) -> None:
        self.create()
        found = run("review", "--config", config)
        assert "the lease table leases has no entries" in found.err
        assert "+17" in found.out

    def test_without_a_readable_table_cloudwatch_is_the_only_source(
        self, run: Run, config: Path
    ) -> None:
        for style in ("table", "json", "html"):
            found = run("review", "--config", config, "--format", style)
            assert found.err.startswith("CloudWatch is the only source: dynamodb:Scan of the lease")
        assert review_data(run, config)["ready_minutes"] == 17
        assert "CloudWatch is the only source" in found.out


def test_without_a_lease_table_the_message_names_the_setting(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    cloud.publish_good_match()
    found = run("review", "--config", config)
    assert "give --stack NAME to see each change" in found.err
    assert found.code == 0
