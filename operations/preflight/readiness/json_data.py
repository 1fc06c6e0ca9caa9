"""Readiness reports as JSON values, for `kickoff ready --format json` and for events."""

from typing import Any
from zoneinfo import ZoneInfo

from operations.preflight.readiness.evidence import Evidence, ReadinessReport


def report_data(report: ReadinessReport, zone: ZoneInfo, most: int | None = None) -> dict[str, Any]:
    """Return a report; with `most`, no more evidence than that, that against the fixture first.

    `takes_minutes` is the time that a link needs for its raise; null for other evidence.
    """
    slowest = report.slowest
    return {
        "verdict": "go" if report.is_go else "no-go",
        "fixture": report.fixture.name,
        "kickoff": report.fixture.kickoff.isoformat(),
        "at": report.now.isoformat(),
        "sentence": report.sentence(zone),
        "slowest": slowest.subject if slowest else None,
        "if_kickoff_dies": report.without_kickoff,
        "against": len(report.against),
        "evidence": [_entry(each) for each in report.evidence[:most]],
    }


def _entry(evidence: Evidence) -> dict[str, Any]:
    return {
        "subject": evidence.subject,
        "state": evidence.state.value,
        "found": evidence.found,
        "do": evidence.remedy,
        "takes_minutes": None if evidence.takes is None else evidence.takes.total_seconds() / 60,
    }
