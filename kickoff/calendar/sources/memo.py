"""Texts kept beside the leases, such as what was learned: an item of the lease table each."""

from kickoff.aws.clients import Clients
from kickoff.aws.sessions import Aws
from kickoff.calendar.sources.failures import explained

# What of the lease table is a memo, and no lease.
KEY_PREFIX = "memo|"


class Memo:
    """Texts by name; raises Unreadable where the table does not answer."""

    def __init__(self, aws: Aws, table: str) -> None:
        self._client = Clients(aws).dynamodb()
        self._table = table

    def recall(self, name: str) -> str | None:
        """What was kept last under a name, if anything was."""
        with explained("dynamodb:GetItem", f"table {self._table}: "):
            item = self._client.get_item(TableName=self._table, Key=_key(name)).get("Item")
        return None if item is None else item["text"]["S"]

    def keep(self, name: str, text: str) -> None:
        """Keep it instead of the last one."""
        with explained("dynamodb:PutItem", f"table {self._table}: "):
            item = {**_key(name), "text": {"S": text}}
            self._client.put_item(TableName=self._table, Item=item)


def _key(name: str) -> dict[str, dict[str, str]]:
    return {"lease": {"S": KEY_PREFIX + name}}
