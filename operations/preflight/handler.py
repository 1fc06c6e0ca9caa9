"""The Lambda function of the daily check: the coming two weeks against the account."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from aws_lambda_powertools import Logger

from kickoff.aws.sessions import Aws
from kickoff.calendar.sources import Source
from kickoff.deployment import deployed
from kickoff.environment import environment
from kickoff.observability import make_logger
from kickoff.tick import begin
from operations.preflight.period import CheckPeriod
from operations.preflight.reader import AccountReader
from operations.preflight.reporting import SERVICE, entry, report
from operations.preflight.run_checks import run_checks

CHECK_AHEAD = timedelta(days=14)
_ROLES = {"warmer": "KICKOFF_WARMER_ROLE", "prescaler": "KICKOFF_PRESCALER_ROLE"}


def handler(event: Mapping[str, object], context: object) -> dict[str, Any]:  # noqa: ARG001 (Lambda's)
    """Run one check; the invocation fails only without any calendar.

    Returns:
        `{"at": the instant, "findings": [the most urgent first]}`.
    """
    application = _application(environment())
    tick = begin(event, application.source, SERVICE, datetime.now(UTC))
    facts = application.reader.read(tick.calendar, tick.at)
    findings = run_checks(CheckPeriod.of(tick.calendar, tick.at, tick.at + CHECK_AHEAD), facts)
    report(findings, application.logger, tick.at, tick.calendar.digest)
    return {"at": tick.at.isoformat(), "findings": [entry(each, tick.at) for each in findings]}


def deployed_roles(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the ARNs of the applications' roles in the environment, by application."""
    return {each: variables[name] for each, name in _ROLES.items() if name in variables}


@dataclass(frozen=True, slots=True)
class _Application:
    """The objects kept between invocations."""

    source: Source
    reader: AccountReader
    logger: Logger


@lru_cache(maxsize=1)  # Lambda changes the environment of no process
def _application(variables: frozenset[tuple[str, str]]) -> _Application:
    named, aws = dict(variables), Aws()
    reader = AccountReader(aws, deployed_roles(named))
    return _Application(deployed(named, aws), reader, make_logger(SERVICE))
