"""`kickoff push`: the changes are shown before the upload."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from kickoff.calendar.model.feed_url import feed_file
from kickoff.pricing.prices import prices_of
from tests.unit.kickoff.files import BASE
from tests.unit.operations.conftest import Run

_TO = "s3://calendars/squad/config.yaml"


def _calendar(hour: int = 15, scale: int = 1) -> str:
    day = datetime.now(UTC).date() + timedelta(days=3)
    return f"""{BASE}fixtures:
- {{name: Leeds v Derby, kickoff: {day}T{hour}:00Z, profile: league-match, scale: {scale}}}
"""


@pytest.fixture(autouse=True)
def _bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    with mock_aws(), closing(boto3.client("s3")) as client:
        client.create_bucket(
            Bucket="calendars", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        yield


def test_the_first_push_reports_an_empty_address_and_uploads(run: Run, config: Path) -> None:
    config.write_text(_calendar())
    pushed = run("push", _TO, "--config", config, "--yes")
    assert pushed.code == 0
    assert "no valid calendar at the address yet" in pushed.err
    assert "functions read it within a minute" in pushed.out
    assert run("validate", "--config", _TO).code == 0


def test_changed_levels_are_shown_with_their_fixtures_and_cost(run: Run, config: Path) -> None:
    config.write_text(_calendar())
    run("push", _TO, "--config", config, "--yes")
    config.write_text(_calendar(scale=2))
    pushed = run("push", _TO, "--config", config, "--yes")
    [line] = [line for line in pushed.out.splitlines() if line.startswith("prices.read")]
    assert line.split()[-5:] == ["1,200", "2,400", "Leeds", "v", "Derby"]
    assert "4 changes until" in pushed.out
    [price] = [line for line in pushed.out.splitlines() if line.startswith("total until")]
    before, after, more = (float(word[1:]) for word in price.split() if word.startswith("$"))
    # 1,200 reads, 400 writes of the table and as many of the index for 2:50, and 40 more
    # containers, pinged every five minutes.
    prices = prices_of("eu-west-1")
    capacity = 1200 * prices.read_unit_hour + 2 * 400 * prices.write_unit_hour
    pings = 40 * (34 * prices.ping_cost(1024) + prices.start_cost(1024))
    assert after - before == pytest.approx(capacity * 170 / 60 + pings, abs=0.01)
    assert more == pytest.approx(after - before, abs=0.01)


def test_an_edit_without_level_changes_is_reported(run: Run, config: Path) -> None:
    config.write_text(_calendar())
    run("push", _TO, "--config", config, "--yes")
    config.write_text(_calendar() + "# a note\n")
    assert "no level changes" in run("push", _TO, "--config", config, "--yes").out


def test_nothing_is_uploaded_without_confirmation(
    run: Run, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["n\n", ""])
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: next(answers))
    assert run("push", _TO, "--config", config).code == 1
    assert run("validate", "--config", _TO).code == 2


def test_an_invalid_calendar_is_refused_before_the_prompt(run: Run, config: Path) -> None:
    config.write_text("version: 2\n")
    refused = run("push", _TO, "--config", config, "--yes")
    assert (refused.code, refused.out) == (2, "")


def test_imported_files_are_uploaded_beside_the_calendar(run: Run, config: Path) -> None:
    entry = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Cup\r\nDTSTART:20261205T123000Z"
    (config.parent / "lists").mkdir()
    (config.parent / "lists" / "cup.ics").write_text(f"{entry}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
    config.write_text(f"{BASE}calendars: [{{ics: lists/cup.ics, profile: league-match}}]\n")
    run("push", _TO, "--config", config, "--yes")
    start = ("--from", "2026-12-05T12:00Z", "--to", "2026-12-05T13:00Z", "--format", "csv")
    assert "Cup" in run("plan", "--config", _TO, *start).out


@pytest.mark.parametrize("to", ["config.yaml", "ftp://somewhere/config.yaml", "s3://nobodys/x"])
def test_an_address_that_cannot_be_written_is_an_error(run: Run, config: Path, to: str) -> None:
    refused = run("push", to, "--config", config, "--yes")
    assert refused.code in {1, 2}
    assert "Error" in refused.err


def test_the_fetched_content_of_a_feed_is_not_uploaded(run: Run, config: Path) -> None:
    url = "https://example.com/league.ics"
    config.write_text(f"{BASE}calendars: [{{url: '{url}', profile: league-match}}]\n")
    fetched = config.parent / "feeds" / feed_file(url)
    fetched.parent.mkdir()
    fetched.write_text("BEGIN:VCALENDAR\nEND:VCALENDAR\n")
    assert run("push", _TO, "--config", config, "--yes").code == 0
    listed = boto3.client("s3").list_objects_v2(Bucket="calendars")["Contents"]
    assert [each["Key"] for each in listed] == ["squad/config.yaml"]


@pytest.mark.parametrize("strict", [True, False])
def test_an_entry_left_out_is_listed_and_refused_with_strict(
    run: Run, config: Path, *, strict: bool
) -> None:
    config.write_text(f"{BASE}calendars: [{{ics: league.ics, profile: league-match}}]\n")
    entry = "BEGIN:VEVENT\nUID:1\nSUMMARY:a\nDTSTART:soon\nEND:VEVENT\n"
    (config.parent / "league.ics").write_text(f"BEGIN:VCALENDAR\n{entry}END:VCALENDAR\n")
    options = ["--strict"] if strict else []
    for verb in (["validate"], ["push", _TO, "--yes"]):
        result = run(*verb, "--config", config, *options)
        assert result.code == (2 if strict else 0)
        assert "league.ics:2" in result.out + result.err
        assert "'DTSTART:soon' has no valid date, time or duration" in result.out + result.err
