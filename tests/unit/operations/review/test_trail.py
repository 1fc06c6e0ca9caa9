"""What the leases' trail adds: when a raise was asked, in vain, and who else was at work."""

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
    OF_READ,
    OPENS,
    PRICING,
    RAISED,
    RELEASED,
    Cloud,
    advice,
    keep,
    told,
)

ENDED = replace(LEASE, standing=False)


def test_raises_and_restores_of_a_match_are_listed(run: Run, config: Path, cloud: Cloud) -> None:
    cloud.a_good_match()
    keep(config, replace(ENDED, entries=(RAISED, LOWERED, RELEASED)))
    read = told(run, config)["capacity"][0]
    listed = [(each["action"], each["from"], each["to"]) for each in read["trail"]["changes"]]
    assert listed == [("raise", 50, 1200), ("lower", 1200, 50), ("release", 50, 50)]
    assert (read["asked"], read["asked_told_by"]) == (OPENS.isoformat(), "trail")
    assert (read["ready_minutes"], read["ready_told_by"]) == (17, "CloudWatch")
    table = run("review", "Leeds v Derby", "--config", config).out
    assert "Leeds v Derby asks 1200, the minimum is 50" in table
    assert "+20*" in table


def test_readiness_is_told_by_the_lease_while_it_is_for_the_match(
    run: Run, config: Path, cloud: Cloud
) -> None:
    cloud.saw("ReadyMargin", OF_READ, 17, -17)
    claim = Claim("Leeds v Derby", KICKOFF, CLOSES, ready=KICKOFF - 18 * MINUTE)
    keep(config, replace(LEASE, claims=(claim,), entries=(RAISED,)))
    read = told(run, config)["capacity"][0]
    assert (read["ready_minutes"], read["ready_told_by"]) == (18, "trail")


@pytest.mark.usefixtures("cloud")
def test_changes_of_other_matches_are_left_out(run: Run, config: Path) -> None:
    before = OPENS - timedelta(minutes=30)
    after = CLOSES + timedelta(hours=1)
    keep(
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
    changes = told(run, config)["capacity"][0]["trail"]["changes"]
    assert [each["at"] for each in changes] == [OPENS.isoformat(), CLOSES.isoformat()]


@pytest.mark.usefixtures("cloud")
def test_a_raise_that_begins_before_the_window_counts_by_its_name(run: Run, config: Path) -> None:
    early = replace(RAISED, at=OPENS - 40 * MINUTE)
    keep(config, replace(ENDED, entries=(early,)))
    assert told(run, config)["asked_minutes"] == 60


def test_a_change_that_was_refused_is_seen_in_what_was_asked_again(
    run: Run, config: Path, cloud: Cloud
) -> None:
    cloud.a_good_match()
    again = [replace(RAISED, at=OPENS + minute * MINUTE) for minute in range(3)]
    keep(config, replace(ENDED, entries=(*again, LOWERED, RELEASED)))
    [said] = advice(run, config)
    assert said.startswith("look into prices.read: the raise to 1,200 at ")
    assert said.endswith("did not take, nor 1 after it: the prescaler's log says why")
    assert len(told(run, config)["capacity"][0]["trail"]["in_vain"]) == 2


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
def test_what_somebody_else_set_is_told_with_its_value(
    run: Run, config: Path, cloud: Cloud, entries: tuple[Entry, ...]
) -> None:
    cloud.a_good_match()
    keep(config, replace(ENDED, entries=entries))
    [said] = advice(run, config)
    assert "somebody else set 1,500 (met at " in said
    assert said.endswith("CloudTrail has who")
    [other] = told(run, config)["capacity"][0]["trail"]["set_by_others"]
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
    ids=["plain", "in parts, of which one failed", "armed", "units brought down"],
)
def test_what_is_our_own_doing_is_nobody_elses(
    run: Run, config: Path, cloud: Cloud, entries: tuple[Entry, ...]
) -> None:
    cloud.a_good_match()
    keep(config, replace(ENDED, entries=entries))
    assert advice(run, config) == []


def test_what_was_asked_and_never_seen_there_says_where_to_look(
    run: Run, config: Path, cloud: Cloud
) -> None:
    cloud.saw("WarmRequested", PRICING, 40, -10)
    keep(config, replace(ENDED, entries=(RAISED,)))
    said = advice(run, config)
    assert any(
        "nobody saw its level there: a longer lead, or what kickoff check" in s for s in said
    )


def test_what_was_never_raised_is_told_where_the_trail_is_whole(
    run: Run, config: Path, cloud: Cloud
) -> None:
    cloud.saw("WarmRequested", PRICING, 40, -10)
    keep(config, replace(ENDED, entries=(LOWERED,)))
    assert any("nothing was raised for it" in said for said in advice(run, config))
    long_after = [replace(LOWERED, at=CLOSES + n * MINUTE) for n in range(ENTRIES_KEPT)]
    other = replace(ENDED, version=1, entries=tuple(long_after))
    keep(config, other)
    read = told(run, config)["capacity"][0]
    assert read["trail"]["complete"] is False
    assert not any("prices.read: nothing was raised" in said for said in advice(run, config))


class TestWithALeaseTable:
    @pytest.fixture(autouse=True)
    def _table(self, cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        cloud.a_good_match()
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

    def test_one_without_entries_is_told(self, run: Run, config: Path) -> None:
        self.create()
        found = run("review", "--config", config)
        assert "the lease table leases has no entries" in found.err
        assert "+17" in found.out

    def test_one_that_cannot_be_read_leaves_cloudwatch(self, run: Run, config: Path) -> None:
        for style in ("table", "json", "html"):
            found = run("review", "--config", config, "--format", style)
            assert found.err.startswith("told by CloudWatch alone: dynamodb:Scan of the lease")
        assert told(run, config)["ready_minutes"] == 17
        assert "told by CloudWatch alone" in found.out


def test_without_a_lease_table_its_name_is_asked_for(run: Run, config: Path, cloud: Cloud) -> None:
    cloud.a_good_match()
    found = run("review", "--config", config)
    assert "the stack's output Leases) in KICKOFF_LEASE_TABLE" in found.err
    assert found.code == 0
