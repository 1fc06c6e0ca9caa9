"""The Lambda function: every day, the coming two weeks against the account."""

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
from operations.preflight.examine import examine
from operations.preflight.horizon import Horizon
from operations.preflight.look import Look
from operations.preflight.reporting import SERVICE, entry, tell

AHEAD = timedelta(days=14)
_ROLES = {"warmer": "KICKOFF_WARMER_ROLE", "prescaler": "KICKOFF_PRESCALER_ROLE"}


def handler(event: Mapping[str, object], context: object) -> dict[str, Any]:  # noqa: ARG001 (Lambda's)
    """One check; it fails only if there is no calendar to go by.

    Returns:
        `{"at": the instant, "findings": [the most urgent first]}`.
    """
    application = _application(environment())
    tick = begin(event, application.source, SERVICE, datetime.now(UTC))
    facts = application.look.facts(tick.calendar, tick.at)
    findings = examine(Horizon.of(tick.calendar, tick.at, tick.at + AHEAD), facts)
    tell(findings, application.logger, tick.at, tick.calendar.digest)
    return {"at": tick.at.isoformat(), "findings": [entry(each, tick.at) for each in findings]}


def roles(named: Mapping[str, str]) -> dict[str, str]:
    """The deployed applications' roles that the environment names, by service."""
    return {service: named[variable] for service, variable in _ROLES.items() if variable in named}


@dataclass(frozen=True, slots=True)
class _Application:
    """What is kept between invocations."""

    source: Source
    look: Look
    logger: Logger


@lru_cache(maxsize=1)  # Lambda changes the environment of no process
def _application(variables: frozenset[tuple[str, str]]) -> _Application:
    named, aws = dict(variables), Aws()
    return _Application(deployed(named, aws), Look(aws, roles(named)), make_logger(SERVICE))
