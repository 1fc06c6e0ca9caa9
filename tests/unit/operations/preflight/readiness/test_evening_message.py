"""The evening's message: each fixture has one evening, and SNS accepts the mail."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kickoff.calendar import Calendar, load
from operations.preflight.readiness.evening import evening_message, fixtures_until_tomorrow
from operations.preflight.readiness.evidence import Evidence, EvidenceState, ReadinessReport
from tests.unit.kickoff.files import BASE, utc
from tests.unit.operations.preflight.readiness.fixtures import KICKOFF, UTC_ZONE, match

HOUR = timedelta(hours=1)
BAD = Evidence("prices.read", EvidenceState.BAD, "MaxCapacity is too low", "raise it")


def hourly(folder: Path, day: str) -> Calendar:
    """Return a calendar with a fixture in each hour from a day on, and a boost."""
    path = folder / "config.yaml"
    rule = f"from: {day}, until: 2027-12-31"
    boost = f"{{name: boost, kickoff: {day} 20:30, lasts: 1h, level: {{prices: {{read: 90}}}}}}"
    path.write_text(
        BASE.replace("lasts: 2h", "lasts: 10m").replace("tail: 30m", "tail: 0m")
        + f'recurring:\n- {{name: Hourly, cron: "0 * * * *", profile: league-match, {rule}}}\n'
        + f"fixtures:\n- {boost}\n"
    )
    return load(path)


@pytest.mark.parametrize(
    ("day", "hours"),
    [("2026-12-04", 24), ("2026-10-24", 25), ("2027-03-27", 23)],  # London's clocks change
)
def test_each_fixture_has_one_evening(tmp_path: Path, day: str, hours: int) -> None:
    calendar = hourly(tmp_path, day)
    first, second, third = (_six_in_london(calendar, day, days) for days in range(3))
    assert second - first == hours * HOUR

    reported = [each for at in (first, second) for each in fixtures_until_tomorrow(calendar, at)]

    opening = [each for each in calendar.fixtures(first, third) if first <= each.opens < third]
    assert reported == [each for each in opening if each.name == "Hourly"]
    assert len(opening) == len(reported) + 1  # the boost


def _six_in_london(calendar: Calendar, day: str, days: int) -> datetime:
    date = datetime.fromisoformat(day) + timedelta(days=days)
    return date.replace(hour=18, tzinfo=calendar.zone).astimezone(utc("2026-01-01 00:00").tzinfo)


def test_no_go_comes_first_with_its_remedy() -> None:
    now = KICKOFF - 12 * HOUR
    good = ReadinessReport.of(match("Hull v Stoke"), now, [])
    bad = ReadinessReport.of(match("Zürich v Bern", KICKOFF + HOUR), now, [BAD])
    mail = evening_message([good, bad], UTC_ZONE, "kickoff")
    assert mail.subject == "NO-GO: 1 of 2 fixtures (stack kickoff)"
    first, *others = mail.text.splitlines()
    assert first == (
        "NO-GO for Zürich v Bern, Sat 5 Dec 13:00 (in 13 h 0 min): prices.read: "
        "MaxCapacity is too low."
    )
    assert others == [
        "GO for Hull v Stoke, Sat 5 Dec 12:00 (in 12 h 0 min): all 0 proven.",
        "",
        "Zürich v Bern:",
        "- prices.read: MaxCapacity is too low. Do: raise it",
        "",
        "kickoff ready NAME --stack kickoff has all evidence.",
    ]


def test_a_mail_of_any_length_is_accepted() -> None:
    now = KICKOFF - 12 * HOUR
    many = [ReadinessReport.of(match("ü" * 500), now, [BAD] * 40) for _ in range(200)]
    mail = evening_message(many, UTC_ZONE, "k" * 54)
    assert len(mail.text.encode()) < 256_000
    assert mail.text.endswith("... and more: kickoff ready NAME")
    assert len(mail.subject) < 100
    assert mail.subject.isascii()
