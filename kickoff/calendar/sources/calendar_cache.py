"""The last good calendar, in the lease table. A cold start with a broken calendar uses it."""

from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

from kickoff import formats
from kickoff.aws.clients import Clients
from kickoff.aws.lease_table import CALENDAR
from kickoff.aws.sessions import Aws
from kickoff.calendar.loading.files import SourceUnavailableError
from kickoff.calendar.sources.failures import explained
from kickoff.calendar.sources.source import LastGoodCalendar

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# DynamoDB limits an item to 400 KB, attribute names included.
_MOST_BYTES = 390_000


class DynamoCalendarCache:
    """One item of the lease table for each location; implements `source.CalendarCache`."""

    def __init__(self, aws: Aws, table: str, location: str) -> None:
        clients = Clients(aws)
        self._client = clients.dynamodb()
        # The next tick tries again: a silent table must not use up the time of this one.
        self._once: DynamoDBClient = clients.client("dynamodb", retries=False)
        self._table = table
        self._key = {"lease": {"S": CALENDAR + location}}

    def recall(self) -> LastGoodCalendar | None:
        """Return the calendar kept last; None if there is none."""
        with explained("dynamodb:GetItem", f"table {self._table}: "):
            item = self._client.get_item(TableName=self._table, Key=self._key).get("Item")
        if item is None:
            return None
        found = item.get("format", {"N": formats.FIRST})["N"]
        if formats.is_newer(found, formats.LAST_GOOD_CALENDAR):
            what = f"the copy in table {self._table}"
            message = formats.refusal(what, found, formats.LAST_GOOD_CALENDAR)
            raise SourceUnavailableError(f"{message}; upgrade this kickoff")
        with ZipFile(BytesIO(item["files"]["B"])) as packed:
            files = {name: packed.read(name) for name in packed.namelist()}
        return LastGoodCalendar(files, datetime.fromisoformat(item["at"]["S"]))

    def keep(self, good: LastGoodCalendar) -> None:
        """Replace the calendar kept before."""
        packed = BytesIO()
        with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
            for name, content in good.files.items():
                archive.writestr(name, content)
        content = packed.getvalue()
        if len(content) > _MOST_BYTES:
            raise SourceUnavailableError(
                f"the calendar has {len(content):,} bytes compressed; "
                f"an item of the lease table holds {_MOST_BYTES:,}"
            )
        with explained("dynamodb:PutItem", f"table {self._table}: "):
            self._once.put_item(
                TableName=self._table,
                Item={
                    **self._key,
                    "format": {"N": str(formats.LAST_GOOD_CALENDAR)},
                    "files": {"B": content},
                    "at": {"S": good.at.isoformat()},
                },
            )
