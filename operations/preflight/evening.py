"""The evening before: the readiness of the coming day's fixtures, as events and a mail."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aws_lambda_powertools import Logger

from kickoff.aws.clients import Clients
from kickoff.calendar import Calendar
from kickoff.outcome import Failure, Outcome
from operations.preflight.adapters.topic import publish_mail
from operations.preflight.reader import AccountReader
from operations.preflight.readiness.evening import evening_message, fixtures_until_tomorrow
from operations.preflight.readiness.evidence import ReadinessReport
from operations.preflight.readiness.inputs import ReadinessInput
from operations.preflight.readiness.json_data import report_data
from operations.preflight.readiness.verdict import assess
from operations.preflight.stack_reader import StackReader
from prescaler.adapters.events import EventPublisher

DETAIL_TYPE = "Fixture Readiness"
# EventBridge accepts 256 KB an entry.
_MOST_EVIDENCE = 100


class EveningNotSentError(Exception):
    """An event or the mail was not accepted. The invocation is repeated; duplicates do no harm."""


@dataclass(frozen=True, slots=True)
class EveningReport:
    """Reads, judges and sends. `topic` is the ARN of the topic that takes the mail."""

    account: AccountReader
    stack: StackReader
    clients: Clients
    logger: Logger
    event_bus: str
    topic: str
    stack_name: str

    def send(self, calendar: Calendar, at: datetime, problem: str | None) -> dict[str, Any]:
        """Send an event for each fixture that opens until the next evening, and one mail for all.

        Without a fixture nothing is sent. `problem` is the reason why the newest calendar is not
        used.

        Raises:
            EveningNotSentError: an event or the mail was not accepted; the others were sent.
        """
        fixtures = fixtures_until_tomorrow(calendar, at)
        if not fixtures:
            self.logger.info("no fixture opens until tomorrow evening; nothing is sent")
            return {"at": at.isoformat(), "fixtures": []}
        inputs = ReadinessInput(
            calendar,
            at,
            self.account.read(calendar, at),
            self.stack.read(calendar, at),
            problem,
        )
        reports = assess(inputs, fixtures)
        data = [report_data(each, inputs.zone, _MOST_EVIDENCE) for each in reports]
        for each in data:
            log = self.logger.info if each["verdict"] == "go" else self.logger.warning
            log("readiness", extra={"readiness": each, "configuration": calendar.digest})
        self._send_all(data, reports, inputs)
        return {"at": at.isoformat(), "fixtures": data}

    def _send_all(
        self,
        data: Sequence[Mapping[str, Any]],
        reports: Sequence[ReadinessReport],
        inputs: ReadinessInput,
    ) -> None:
        mail = evening_message(reports, inputs.zone, self.stack_name)
        events = EventPublisher(self.clients, self.event_bus)
        failed = [
            *_failure(lambda: events.send(data, DETAIL_TYPE)),
            *_failure(lambda: publish_mail(self.clients, self.topic, mail.subject, mail.text)),
        ]
        for each in failed:
            self.logger.error(each.message, extra={"outcome": each.code})
        if failed:
            raise EveningNotSentError("; ".join(each.message for each in failed))


def _failure(send: Callable[[], None]) -> Iterator[Outcome]:
    """Yield the outcome of a call that failed."""
    try:
        send()
    except Failure as failure:
        yield failure.outcome
