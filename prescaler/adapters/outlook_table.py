"""What was learned, beside the leases; the face is `foresight.Outlooks`."""

from typing import TYPE_CHECKING

from forecast import outlook
from forecast.foreseen import Fallback, Reason
from forecast.outlook import Absurd, Outlook
from kickoff.place import Place
from kickoff.timeline import Key
from prescaler.adapters.clients import Clients
from prescaler.adapters.failures import translated

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

KEY_PREFIX = "forecast|"
_HOME = Place()


class OutlookTable:
    """An item of the lease table for each dimension."""

    def __init__(self, clients: Clients, table: str) -> None:
        self._clients = clients
        self._table = table

    def recall(self, key: Key) -> Outlook | Fallback | None:
        """What was learned last of a dimension, if anything was and it is understood.

        Raises:
            Failure: the table did not answer.
        """
        with translated(f"dynamodb:GetItem of the lease table {self._table}"):
            item = self._client().get_item(TableName=self._table, Key=_key(key)).get("Item")
        if item is None:
            return None
        try:
            return outlook.loads(item["outlook"]["S"])
        except (Absurd, KeyError) as fault:
            name = ".".join(key)
            message = f"{name}: what is stored is no forecast ({fault}): the daily run replaces it"
            return Fallback(Reason.ABSURD, message)

    def keep(self, key: Key, learned: Outlook) -> None:
        """Keep it instead of the last one.

        Raises:
            Failure: the table did not answer.
        """
        with translated(f"dynamodb:PutItem of the lease table {self._table}"):
            self._client().put_item(
                TableName=self._table, Item={**_key(key), "outlook": {"S": learned.dumps()}}
            )

    def _client(self) -> "DynamoDBClient":
        return self._clients.dynamodb(_HOME)


def _key(key: Key) -> dict[str, dict[str, str]]:
    return {"lease": {"S": KEY_PREFIX + "|".join(key)}}
