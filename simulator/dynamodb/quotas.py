"""Quotas of provisioned throughput: a table with its indexes, and an account in a region."""

from collections.abc import Iterable
from functools import reduce

from simulator.dynamodb.throughput import TableUnits
from simulator.errors import ServiceError

NOTHING = TableUnits(0, 0)
TABLE_QUOTA = TableUnits(40_000, 40_000)
ACCOUNT_QUOTA = TableUnits(80_000, 80_000)


class ThroughputQuotas:
    """The limits that DescribeLimits reports, and the units that count toward them."""

    def __init__(
        self, table: TableUnits = TABLE_QUOTA, account: TableUnits = ACCOUNT_QUOTA
    ) -> None:
        self.table = table
        self.account = account
        self._used: dict[str, TableUnits] = {}

    @property
    def used(self) -> TableUnits:
        """Provisioned units of all tables."""
        return reduce(TableUnits.plus, self._used.values(), NOTHING)

    def take(self, table: str, parts: Iterable[TableUnits]) -> None:
        """Provision a table and its indexes with these units.

        Raises:
            ServiceError: LimitExceededException.
        """
        requested = reduce(TableUnits.plus, parts, NOTHING)
        others = (units for name, units in self._used.items() if name != table)
        for limit, kind, total in (
            (self.table, "table", requested),
            (self.account, "account", reduce(TableUnits.plus, others, requested)),
        ):
            if not limit.reaches(total) and not self._used.get(table, NOTHING).reaches(requested):
                raise ServiceError(
                    "LimitExceededException",
                    f"Subscriber limit exceeded: {table} would bring the {kind} to {total.read} "
                    f"reads and {total.write} writes a second, of {limit.read} and {limit.write}",
                )
        self._used[table] = requested
