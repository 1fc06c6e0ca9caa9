"""The last good calendar, kept beside the leases: a cold start with a broken one goes by it."""

from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from kickoff.aws.clients import Clients
from kickoff.aws.sessions import Aws
from kickoff.calendar.loading.files import SourceUnavailableError
from kickoff.calendar.sources.failures import explained
from kickoff.calendar.sources.source import LastGoodCalendar

# DynamoDB's limit of an item is 400 KB; names take some of it.
_MOST_BYTES = 390_000
KEY_PREFIX = "calendar|"


class DynamoCalendarCache:
    """An item of the lease table, for each location one; the face is `source.Memory`."""

    def __init__(self, aws: Aws, table: str, location: str) -> None:
        self._client = Clients(aws).dynamodb()
        self._table = table
        self._key = {"lease": {"S": KEY_PREFIX + location}}

    def recall(self) -> LastGoodCalendar | None:
        """What was kept last, if anything was; raises Unreadable."""
        with explained("dynamodb:GetItem", f"table {self._table}: "):
            item = self._client.get_item(TableName=self._table, Key=self._key).get("Item")
        if item is None:
            return None
        with ZipFile(BytesIO(item["files"]["B"])) as packed:
            files = {name: packed.read(name) for name in packed.namelist()}
        return LastGoodCalendar(files, datetime.fromisoformat(item["at"]["S"]))

    def keep(self, good: LastGoodCalendar) -> None:
        """Keep it instead of the last one; raises Unreadable."""
        packed = BytesIO()
        with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
            for name, content in good.files.items():
                archive.writestr(name, content)
        content = packed.getvalue()
        if len(content) > _MOST_BYTES:
            raise SourceUnavailableError(
                f"packed it has {len(content):,} bytes, an item holds {_MOST_BYTES:,}"
            )
        with explained("dynamodb:PutItem", f"table {self._table}: "):
            self._client.put_item(
                TableName=self._table,
                Item={**self._key, "files": {"B": content}, "at": {"S": good.at.isoformat()}},
            )
