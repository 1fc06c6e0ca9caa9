"""The order of `kickoff stop` in the lease table: while it stands, the warmer sends no ping."""

from datetime import datetime

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
        item = answer.get("Item", {})
        until = item.get("until", {}).get("S")
        holds = bool(item) and (until is None or at < datetime.fromisoformat(until))
        self.unread, self._by = None, item["by"]["S"] if holds else None
        return self._by
