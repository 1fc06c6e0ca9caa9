"""The message of an evening: the fixtures that open until the next one, and its text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from kickoff.calendar import Calendar
from kickoff.timeline import Fixture
from operations.preflight.readiness.evidence import ReadinessReport

_DAY = timedelta(days=1)
# SNS takes a message of 256 KB.
_MOST_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class EveningMessage:
    """A mail: its subject in ASCII, below 100 characters as SNS requires, and its text."""

    subject: str
    text: str


def fixtures_until_tomorrow(calendar: Calendar, at: datetime) -> list[Fixture]:
    """Return the fixtures whose windows open from `at` to the same local time of the next day.

    Every fixture so has one evening. Boosts are none: they are ordered when they are needed.
    """
    local = at.astimezone(calendar.zone)
    next_day = (local.replace(tzinfo=None) + _DAY).replace(tzinfo=calendar.zone, fold=local.fold)
    end = next_day.astimezone(UTC)
    found = calendar.fixtures(at, end)
    return [each for each in found if each.opens >= at and not each.sets_level]


def evening_message(
    reports: Sequence[ReadinessReport], zone: ZoneInfo, stack: str
) -> EveningMessage:
    """Return the mail on all fixtures: a sentence for each, then the remedies of each."""
    ordered = sorted(reports, key=lambda each: (each.is_go, each.fixture.kickoff))
    bad = sum(not each.is_go for each in reports)
    verdict = f"NO-GO: {bad}" if bad else f"GO: {len(reports)}"
    lines = [each.sentence(zone) for each in ordered]
    for each in ordered:
        if each.against:
            lines += ["", f"{each.fixture.name}:", *to_do(each)]
    look = f"kickoff ready NAME --stack {stack} has all evidence."
    text = "\n".join([*lines, "", look])
    return EveningMessage(f"{verdict} of {len(reports)} fixtures (stack {stack[:54]})", _cut(text))


def to_do(report: ReadinessReport) -> list[str]:
    """Return a line for each piece of evidence against a fixture, with the remedy."""
    return [
        f"- {each.subject}: {each.found}{f'. Do: {each.remedy}' if each.remedy else ''}"
        for each in report.against
    ]


def _cut(text: str) -> str:
    raw = text.encode()
    if len(raw) <= _MOST_BYTES:
        return text
    return f"{raw[:_MOST_BYTES].decode(errors='ignore')}\n... and more: kickoff ready NAME"
