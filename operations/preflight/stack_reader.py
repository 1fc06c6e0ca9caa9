"""The reader of the deployed stack. Each read stands alone, so a failed read hides no other."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from kickoff.aws.clients import Clients
from kickoff.aws.sessions import PATIENCE, Aws
from kickoff.calendar import Calendar, Guard
from kickoff.calendar.loading.files import SourceUnavailableError
from kickoff.calendar.sources.key_values import DynamoKeyValueStore
from kickoff.outcome import Code, Outcome
from operations.change_log import CalendarChange, ChangeLog
from operations.preflight.adapters.alarms import stack_alarms, topic_subscriptions
from operations.preflight.adapters.guard_versions import unproven_versions
from operations.preflight.adapters.heartbeats import heartbeats
from operations.preflight.adapters.waves import last_waves
from operations.preflight.stack_facts import FEED_ALARMS, NEEDED_ALARMS, StackFacts
from prescaler.adapters.lease_table import LeaseTable
from warmer.plan.schedule import desired


@dataclass(frozen=True, slots=True)
class StackReader:
    """Reads the facts of one stack, in its own account and region.

    `location` is the address of its calendar. `topic` is the ARN of its alarms' topic. `roles` are
    the applications whose roles are known.
    """

    aws: Aws
    lease_table: str
    location: str
    stack: str | None = None
    topic: str | None = None
    roles: Collection[str] = ()

    def read(self, calendar: Calendar, now: datetime) -> StackFacts:
        """Read all facts: one call for each kind of fact, and one for each warmed function."""
        clients = Clients(self.aws, PATIENCE)
        warmings = [each for _, each in desired(calendar, now)]
        functions = list(dict.fromkeys(each.function for each in warmings))
        # Guards of others are taken at their word, as the warmer takes them.
        asked = [
            each.function
            for each in warmings
            if each.ping_format.payload is None and each.ping_format.guard is Guard.KICKOFF
        ]
        names = NEEDED_ALARMS + (FEED_ALARMS if calendar.published else ())
        return StackFacts(
            leases=LeaseTable(clients, self.lease_table).read(),
            heartbeats=heartbeats(clients, now),
            waves=last_waves(clients, functions, now),
            unproven=unproven_versions(clients, list(dict.fromkeys(asked)), self.lease_table),
            alarms=stack_alarms(clients, self.stack, names, self.topic) if self.stack else None,
            subscriptions=topic_subscriptions(clients, self.topic) if self.topic else None,
            changes=self._changes(),
            roles_known={"warmer", "prescaler"} <= set(self.roles),
        )

    def _changes(self) -> tuple[CalendarChange, ...] | Outcome:
        store = DynamoKeyValueStore(self.aws, self.lease_table)
        try:
            return tuple(ChangeLog(store, self.location).read())
        except SourceUnavailableError as error:
            return Outcome(Code.FAILED, str(error))
