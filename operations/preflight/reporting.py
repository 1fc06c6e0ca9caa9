"""What a check leaves behind: one metric and one log line."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aws_lambda_powertools import Logger

from kickoff.observability import publish
from operations.preflight.finding import Finding

SERVICE = "preflight"
# CloudWatch Logs takes a megabyte a line; the first are the most urgent.
_MOST_LOGGED = 200


def tell(findings: Sequence[Finding], logger: Logger, now: datetime, configuration: str) -> None:
    """Publish and log; `configuration` is the hash of the calendar that was checked."""
    publish({"Service": SERVICE}, counts={"Findings": len(findings)})
    told = {
        "findings": len(findings),
        "first": [entry(each, now) for each in findings[:_MOST_LOGGED]],
        "configuration": configuration,
    }
    if findings:
        logger.warning("something will not hold", extra=told)
    else:
        logger.info("the coming days hold", extra=told)


def entry(finding: Finding, now: datetime) -> dict[str, Any]:
    """A finding in plain words and numbers."""
    fixture = finding.concerned.first
    return {
        "code": finding.code.value,
        "subject": finding.subject,
        "what": finding.what,
        "do": finding.advice,
        "due": finding.due.isoformat() if finding.due else None,
        "left": finding.left(now),
        "fixture": fixture.name if fixture else None,
        "kickoff": fixture.kickoff.isoformat() if fixture else None,
        "fixtures": finding.concerned.count,
    }
