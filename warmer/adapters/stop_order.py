"""The order of `kickoff stop` in the lease table: while it stands, the warmer sends no ping."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kickoff import formats
from kickoff.aws.clients import Clients
from kickoff.aws.errors import translated
from kickoff.aws.lease_table import STOP
from kickoff.outcome import Failure


class StopOrder:
    """Reads the order in each tick.

    `unread` is the reason if the table did not answer in this tick; then the last answer holds. A
    process that never had an answer sends pings.
    """

    def __init__(self, clients: Clients, table: str) -> None:
        self._clients = clients
        self._table = table
        self._by: str | None = None
        self.unread: str | None = None

    def by(self, at: datetime) -> str | None:
        """Return the person whose order holds at an instant; None without one."""
        try:
            with translated(f"dynamodb:GetItem of the lease table {self._table}"):
                answer = self._clients.dynamodb().get_item(
                    TableName=self._table, Key={"lease": {"S": STOP}}, ConsistentRead=True
                )
        except Failure as failure:
            self.unread = failure.outcome.message
            return self._by
        self.unread, self._by = None, _giver(answer.get("Item", {}), at)
        return self._by


def _giver(item: Mapping[str, Any], at: datetime) -> str | None:
    """Return the person of an order that holds. An order of a newer format holds."""
    if formats.is_newer(item.get("format", {}).get("N"), formats.ORDER):
        return "somebody with a newer kickoff"
    until = item.get("until", {}).get("S")
    holds = bool(item) and (until is None or at < datetime.fromisoformat(until))
    return item["by"]["S"] if holds else None
