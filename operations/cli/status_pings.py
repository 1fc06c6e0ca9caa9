"""The functions in `kickoff status`: their level, and the pings of the last minutes."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from kickoff.aws.clients import Clients
from kickoff.aws.sessions import ONE_ATTEMPT, Aws
from kickoff.calendar import Calendar
from kickoff.timeline import Key
from operations.cli.status_table import Cells, Note, describe_causes
from warmer.adapters.ping_log import PingLog
from warmer.adapters.records import RecordTable
from warmer.plan import schedule
from warmer.plan.live_traffic import PingsByMinute

_LAST = timedelta(minutes=15)


def function_cells(calendar: Calendar, at: datetime) -> Iterator[Cells]:
    """Yield the cells of each function that is kept warm; live containers are not known."""
    levels = calendar.levels(at)
    for _, warming in schedule.desired(calendar, at):
        causes = levels[Key(warming.target, "warm")].because
        why = describe_causes(causes, at, calendar.zone) or "baseline"
        yield f"{warming.target}.warm", f"{warming.count:,}", "", "", "", why


def ping_notes(calendar: Calendar, at: datetime) -> Iterator[Note]:
    """Yield the name of each function that is kept warm, and its pings of the last 15 minutes.

    They are in the lease table; without one nothing is known.
    """
    table, now = os.environ.get("KICKOFF_LEASE_TABLE"), datetime.now(UTC)
    wanted = [warming for _, warming in schedule.desired(calendar, at)]
    if not table or not wanted:
        return
    log = PingLog(RecordTable(Clients(Aws(), ONE_ATTEMPT), table))
    pings = log.read([each.function for each in wanted], now)
    if log.failure is not None:
        yield "pings", f"{log.failure.code}: {log.failure.message}"
        return
    for each in wanted:
        said = _recent(pings.get(each.function, {}), now, calendar)
        yield f"{each.target}.warm", said or "no pings in the last 15 minutes"


def _recent(pings: PingsByMinute, now: datetime, calendar: Calendar) -> str:
    """Return the minutes with pings, as local times."""
    return ", ".join(
        f"{pings[minute]:,} pings at {minute.astimezone(calendar.zone):%H:%M}"
        for minute in sorted(pings)
        if now - _LAST <= minute <= now and pings[minute]
    )
