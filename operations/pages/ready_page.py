"""The readiness of a fixture as a page: the verdict, and a table of all evidence."""

from zoneinfo import ZoneInfo

from operations.pages.report import ReportTable, report
from operations.preflight.readiness.evidence import ReadinessReport
from operations.preflight.readiness.words import minutes_up, on_day

_COLUMNS = ("state", "evidence", "found", "do", "takes")
_WORDS = ("state", "evidence", "found", "do")


def page(readiness: ReadinessReport, zone: ZoneInfo) -> str:
    """Return the page."""
    rows = [
        (
            each.state.value,
            each.subject,
            each.found,
            each.remedy,
            minutes_up(each.takes) if each.takes else "",
        )
        for each in readiness.evidence
    ]
    slowest = readiness.slowest
    summary = [
        readiness.sentence(zone),
        f"As of {on_day(readiness.now, zone)}, in {zone.key}.",
        *([f"The slowest link is {slowest.subject}."] if slowest else []),
        *([f"If kickoff dies now: {alone}."] if (alone := readiness.without_kickoff) else []),
    ]
    title = f"{readiness.verdict}: {readiness.fixture.name}"
    return report(title, " ".join(summary), ReportTable(_COLUMNS, rows, _WORDS), ())
