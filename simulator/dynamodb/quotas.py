"""Quotas of throughput: of a table, of an index, and of an account in a region."""

from collections.abc import Iterable, Mapping
from functools import reduce

from simulator.dynamodb.changes import PartName
from simulator.dynamodb.throughput import TableUnits
from simulator.errors import ServiceError

NOTHING = TableUnits(0, 0)
TABLE_QUOTA = TableUnits(40_000, 40_000)
ACCOUNT_QUOTA = TableUnits(80_000, 80_000)
_KINDS = {"read": "ReadCapacityUnits", "write": "WriteCapacityUnits"}


class ThroughputQuotas:
    """The limits that DescribeLimits reports, and the units that count toward the account's.

    The quota of a table applies to the table and to each of its indexes apart.
    """

    def __init__(
        self,
        table: TableUnits = TABLE_QUOTA,
        account: TableUnits = ACCOUNT_QUOTA,
        region: str = "eu-west-1",
    ) -> None:
        self.table = table
        self.account = account
        self._region = region
        self._used: dict[str, TableUnits] = {}

    @property
    def used(self) -> TableUnits:
        """Provisioned units of all tables."""
        return reduce(TableUnits.plus, self._used.values(), NOTHING)

    def check(self, table: str, parts: Mapping[PartName, TableUnits]) -> None:
        """Refuse provisioned units above a quota, unless the account had them already.

        Raises:
            ServiceError: LimitExceededException.
        """
        for part, units in parts.items():
            self._check_part(part, units)
        requested, held = _total(parts.values()), self._used.get(table, NOTHING)
        for kind, name in _KINDS.items():
            limit, wanted = getattr(self.account, kind), getattr(requested, kind)
            used = getattr(self.used, kind)
            added = wanted - getattr(held, kind)
            if added > 0 and used + added > limit:
                raise _exceeded(
                    f"This request would have caused the {name} limit to be exceeded for the "
                    f"account in {self._region}. Current {name} reserved by the account: {used}. "
                    f"Limit: {limit}. Requested: {wanted}. Refer to the Amazon DynamoDB Developer "
                    "Guide for current limits and how to request higher limits."
                )

    def take(self, table: str, parts: Iterable[TableUnits]) -> None:
        """Count the provisioned units of a table and its indexes."""
        self._used[table] = _total(parts)

    def release(self, table: str) -> None:
        """Forget a deleted table."""
        self._used.pop(table, None)

    def check_value(self, name: str, setting: str, title: str, value: int | None) -> None:
        """Refuse warm throughput or a cap above the quota of a table.

        Raises:
            ServiceError: LimitExceededException.
        """
        kind = "read" if "Read" in name else "write"
        if value is not None and value > getattr(self.table, kind):
            raise _exceeded(
                f"Subscriber limit exceeded: Requested {name} for {setting} for {title} exceeds "
                f"TableMax{_KINDS[kind]} of the account in region {self._region}"
            )

    def _check_part(self, part: PartName, units: TableUnits) -> None:
        of, whole = ("", "table") if part is None else (f" for index {part}", "index")
        for kind, name in _KINDS.items():
            limit, wanted = getattr(self.table, kind), getattr(units, kind)
            if wanted > limit:
                raise _exceeded(
                    f"The requested {name}{of}, {wanted}, is above the per {whole} maximum for "
                    f"the account in {self._region}. Per {whole} maximum: {limit}. Refer to the "
                    "Amazon DynamoDB Developer Guide for current limits and how to request higher "
                    "limits."
                )


def _total(parts: Iterable[TableUnits]) -> TableUnits:
    return reduce(TableUnits.plus, parts, NOTHING)


def _exceeded(message: str) -> ServiceError:
    return ServiceError("LimitExceededException", message)
