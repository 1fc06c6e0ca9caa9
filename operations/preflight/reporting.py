"""The report of a check: one metric and one log line."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aws_lambda_powertools import Logger

from kickoff.observability import publish
from operations.preflight.finding import Finding

SERVICE = "preflight"
# CloudWatch Logs accepts a megabyte a line. The most urgent findings come first.
_MOST_LOGGED = 200


def report(findings: Sequence[Finding], logger: Logger, now: datetime, configuration: str) -> None:
    """Publish and log the findings; `configuration` is the hash of the checked calendar."""
    publish({"Service": SERVICE}, counts={"Findings": len(findings)})
    fields = {
        "findings": len(findings),
        "first": [entry(each, now) for each in findings[:_MOST_LOGGED]],
        "configuration": configuration,
    }
    if findings:
        logger.warning("the check has findings", extra=fields)
    else:
        logger.info("the check has no findings", extra=fields)


def entry(finding: Finding, now: datetime) -> dict[str, Any]:
    """Return a finding as JSON values."""
    fixture = finding.affected.first
    return {
        "code": finding.code.value,
        "subject": finding.subject,
        "what": finding.problem,
        "do": finding.advice,
        "due": finding.due.isoformat() if finding.due else None,
        "left": finding.time_left(now),
        "fixture": fixture.name if fixture else None,
        "kickoff": fixture.kickoff.isoformat() if fixture else None,
        "fixtures": finding.affected.count,
    }
