"""Texts by name in the lease table, such as learned growth: one item for each."""

from kickoff.aws.clients import Clients
from kickoff.aws.lease_table import TEXT
from kickoff.aws.sessions import Aws
from kickoff.calendar.sources.failures import explained


class DynamoKeyValueStore:
    """Texts by name. Raises SourceUnavailableError if the table does not answer."""

    def __init__(self, aws: Aws, table: str) -> None:
        self._client = Clients(aws).dynamodb()
        self._table = table

    def recall(self, name: str) -> str | None:
        """Return the text of a name; None if there is none."""
        with explained("dynamodb:GetItem", f"table {self._table}: "):
            item = self._client.get_item(TableName=self._table, Key=_key(name)).get("Item")
        return None if item is None else item["text"]["S"]

    def keep(self, name: str, text: str) -> None:
        """Store a text under a name, replacing the text before."""
        with explained("dynamodb:PutItem", f"table {self._table}: "):
            item = {**_key(name), "text": {"S": text}}
            self._client.put_item(TableName=self._table, Item=item)


def _key(name: str) -> dict[str, dict[str, str]]:
    return {"lease": {"S": TEXT + name}}
