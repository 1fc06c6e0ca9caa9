"""The Lambda function of the daily check, and of the readiness that is sent in the evening."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from aws_lambda_powertools import Logger

from kickoff.aws.clients import Clients
from kickoff.aws.sessions import PATIENCE, Aws
from kickoff.calendar.sources import Source
from kickoff.deployment import deployed
from kickoff.environment import environment
from kickoff.observability import make_logger, publish
from kickoff.tick import begin
from operations.preflight.deployed_readers import account_reader, stack_reader
from operations.preflight.evening import EveningReport
from operations.preflight.finding import Finding
from operations.preflight.period import CheckPeriod
from operations.preflight.reader import AccountReader
from operations.preflight.run_checks import run_checks

CHECK_AHEAD = timedelta(days=14)
EVENING = "evening"  # the task in the event of the evening's schedule
_SERVICE = "preflight"
# CloudWatch Logs accepts a megabyte a line. The most urgent findings come first.
_MOST_LOGGED = 200
_SOON = timedelta(days=2)


def handler(event: Mapping[str, object], context: object) -> dict[str, Any]:  # noqa: ARG001 (Lambda's)
    """Run one check; for an event with the task `evening`, send the readiness of fixtures.

    The invocation fails without any calendar, and if the readiness cannot be sent.

    Returns:
        `{"at": the instant, "findings": [the most urgent first]}`, or in the evening
        `{"at": the instant, "fixtures": [their readiness]}`.
    """
    application = _application(environment())
    tick = begin(event, application.source, _SERVICE, datetime.now(UTC))
    if event.get("task") == EVENING:
        return application.evening_report().send(tick.calendar, tick.at, tick.problem)
    facts = application.reader.read(tick.calendar, tick.at)
    findings = run_checks(CheckPeriod.of(tick.calendar, tick.at, tick.at + CHECK_AHEAD), facts)
    _report(findings, application.logger, tick.at, tick.calendar.digest)
    return {"at": tick.at.isoformat(), "findings": [_entry(each, tick.at) for each in findings]}


def _report(findings: Sequence[Finding], logger: Logger, now: datetime, configuration: str) -> None:
    """Publish and log the findings; `configuration` is the hash of the checked calendar.

    `FindingsSoon` counts those that do harm within two days.
    """
    soon = sum(each.due is not None and each.due <= now + _SOON for each in findings)
    publish({"Service": _SERVICE}, counts={"Findings": len(findings), "FindingsSoon": soon})
    fields = {
        "findings": len(findings),
        "first": [_entry(each, now) for each in findings[:_MOST_LOGGED]],
        "configuration": configuration,
    }
    if findings:
        logger.warning("the check has findings", extra=fields)
    else:
        logger.info("the check has no findings", extra=fields)


def _entry(finding: Finding, now: datetime) -> dict[str, Any]:
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


@dataclass(frozen=True, slots=True)
class _Application:
    """The objects kept between invocations."""

    source: Source
    reader: AccountReader
    logger: Logger
    aws: Aws
    variables: Mapping[str, str]

    def evening_report(self) -> EveningReport:
        """Return the report of an evening, for the topic and the bus of the environment."""
        named = self.variables
        location = named.get("KICKOFF_CONFIG", "config.yaml")
        return EveningReport(
            self.reader,
            stack_reader(named, self.aws, named["KICKOFF_LEASE_TABLE"], location),
            Clients(self.aws, PATIENCE),
            self.logger,
            event_bus=named["KICKOFF_EVENT_BUS"],
            topic=named["KICKOFF_ALARM_TOPIC"],
            stack_name=named["KICKOFF_STACK"],
        )


@lru_cache(maxsize=1)  # the environment of a Lambda process does not change
def _application(variables: frozenset[tuple[str, str]]) -> _Application:
    named, aws = dict(variables), Aws()
    reader = account_reader(named, aws)
    return _Application(deployed(named, aws), reader, make_logger(_SERVICE), aws, named)
