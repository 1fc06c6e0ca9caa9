"""Quotas of provisioned throughput: of a table with its indexes, and of an account in a region."""

from collections.abc import Iterable
from functools import reduce

from simulator.errors import ServiceError
from simulator.throughput import Units

NOTHING = Units(0, 0)
OF_A_TABLE = Units(40_000, 40_000)
OF_AN_ACCOUNT = Units(80_000, 80_000)


class Quotas:
    """What the tables of an account may be provisioned with; defaults as DescribeLimits tells."""

    def __init__(self, table: Units = OF_A_TABLE, account: Units = OF_AN_ACCOUNT) -> None:
        self.table = table
        self.account = account
        self._used: dict[str, Units] = {}

    @property
    def used(self) -> Units:
        """What all tables are provisioned with."""
        return reduce(Units.plus, self._used.values(), NOTHING)

    def take(self, table: str, parts: Iterable[Units]) -> None:
        """A table is to have so many units, its own and those of its indexes.

        Raises:
            ServiceError: LimitExceededException.
        """
        wanted = reduce(Units.plus, parts, NOTHING)
        others = (units for name, units in self._used.items() if name != table)
        for limit, kind, total in (
            (self.table, "table", wanted),
            (self.account, "account", reduce(Units.plus, others, wanted)),
        ):
            if not limit.reaches(total) and not self._used.get(table, NOTHING).reaches(wanted):
                raise ServiceError(
                    "LimitExceededException",
                    f"Subscriber limit exceeded: {table} would bring the {kind} to {total.read} "
                    f"reads and {total.write} writes a second, of {limit.read} and {limit.write}",
                )
        self._used[table] = wanted
