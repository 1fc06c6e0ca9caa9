"""The Lambda function of the daily run: the demand of past fixtures, learned and stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from aws_lambda_powertools import Logger

from kickoff.aws.sessions import Aws
from kickoff.calendar.sources import Source
from kickoff.deployment import deployed
from kickoff.environment import environment
from kickoff.observability import make_logger
from kickoff.tick import begin
from operations.learning.learner import Learner
from operations.learning.reporting import SERVICE, report_learned


def handler(event: Mapping[str, object], context: object) -> dict[str, Any]:  # noqa: ARG001 (Lambda's)
    """Learn demand once; the invocation fails only without any calendar.

    Returns:
        `{"at": the instant, "learned": [a line for each profile of each dimension]}`.
    """
    application = _application(environment())
    tick = begin(event, application.source, SERVICE, datetime.now(UTC))
    learned = application.learner.learn(tick.calendar, tick.at)
    lines = report_learned(learned, application.logger, tick.calendar.digest)
    return {"at": tick.at.isoformat(), "learned": lines}


@dataclass(frozen=True, slots=True)
class _Application:
    """The objects kept between invocations."""

    source: Source
    learner: Learner
    logger: Logger


@lru_cache(maxsize=1)  # the environment of a Lambda process does not change
def _application(variables: frozenset[tuple[str, str]]) -> _Application:
    named, aws = dict(variables), Aws()
    learner = Learner(aws, named.get("KICKOFF_LEASE_TABLE"))
    return _Application(deployed(named, aws), learner, make_logger(SERVICE))
