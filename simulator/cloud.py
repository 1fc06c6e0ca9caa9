"""An account in one region: services that share a clock and evolve together."""

from collections import deque
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from threading import RLock

from simulator.autoscaling import AutoScaling
from simulator.clock import Clock
from simulator.delays import Delays
from simulator.errors import ServiceError
from simulator.faults import Call, Faults
from simulator.functions import Functions
from simulator.items import Items
from simulator.metrics import Published, TableMetrics
from simulator.parts import Caps
from simulator.quotas import Quotas
from simulator.scalables import Resource, Scalable, locate
from simulator.tables import Owner, Table
from simulator.throughput import Units
from simulator.tracking import Policy
from simulator.traffic import Load, Minute, TableDimension
from simulator.traits import ORDINARY, Traits

_MINUTE = timedelta(minutes=1)
_CALLS_KEPT = 10_000


class Cloud:
    """Tables, auto scaling and functions; `lock` guards them where a server shares them."""

    def __init__(
        self,
        clock: Clock,
        *,
        delays: Delays | None = None,
        concurrency: int = 1000,
        scan_page: int = 100,
        quotas: Quotas | None = None,
    ) -> None:
        self.clock = clock
        self.lock = RLock()
        self.faults = Faults()
        self.calls: deque[Call] = deque(maxlen=_CALLS_KEPT)
        self.quotas = quotas or Quotas()
        self._delays = delays or Delays()
        self._scan_page = scan_page
        self._consumed: dict[TableDimension, float] = {}
        self._tables: dict[str, Table] = {}
        self._items: dict[str, Items] = {}
        self.metrics = TableMetrics(self._delays.metrics)
        self.published = Published()
        self.functions = Functions(concurrency, self._delays)
        self.autoscaling = AutoScaling(self._locate, self._delays.reaction)

    @property
    def now(self) -> datetime:
        """The simulated instant."""
        return self.clock.now

    def add_table(
        self,
        name: str,
        *,
        read: int | None = None,
        write: int | None = None,
        indexes: Mapping[str, tuple[int, int]] | None = None,
        key: str = "id",
    ) -> Table:
        """An ACTIVE table, on-demand unless given units; `indexes` maps a name to (read, write)."""
        if read is None or write is None:
            return self.add_on_demand_table(name, indexes=indexes or (), key=key)
        units: dict[Owner, Units | None] = {None: Units(read, write)}
        units |= {index: Units(*of_index) for index, of_index in (indexes or {}).items()}
        return self._add_table(name, units, key)

    def add_on_demand_table(
        self,
        name: str,
        *,
        indexes: Iterable[str] = (),
        caps: Caps | None = None,
        key: str = "id",
    ) -> Table:
        """An ACTIVE on-demand table; `caps` are of the table itself."""
        table = self._add_table(name, dict.fromkeys([None, *indexes]), key)
        table.parts[None].caps = caps or Caps()
        return table

    def _add_table(self, name: str, units: Mapping[Owner, Units | None], key: str) -> Table:
        with self.lock:
            table = Table(name, units, created=self.now, delays=self._delays, quotas=self.quotas)
            self._tables[name] = table
            self._items[name] = Items(key, self._scan_page)
        return table

    def add_function(
        self,
        name: str,
        *,
        qualifiers: Iterable[str] = ("live",),
        guarded: bool = True,
        reserved: int | None = None,
        traits: Traits = ORDINARY,
    ) -> None:
        """A function without a container; `qualifiers` are its aliases, all of version 1."""
        with self.lock:
            self.functions.add(
                name,
                qualifiers,
                guarded=guarded,
                reserved=reserved,
                traits=traits,
            )

    def register(
        self,
        table: str,
        dimension: str,
        *,
        minimum: int,
        maximum: int,
        target: float | None = None,
    ) -> None:
        """Put a dimension under auto scaling, tracking a utilisation in percent if given."""
        scalable = Scalable.of(table, dimension)
        with self.lock:
            self.autoscaling.register(scalable, minimum, maximum, self.now)
            if target is not None:
                policy = Policy(f"{table}-{dimension}", target)
                self.autoscaling.put_policy(scalable, policy)

    def table(self, name: str) -> Table:
        """A table.

        Raises:
            ServiceError: ResourceNotFoundException.
        """
        if name not in self._tables:
            raise ServiceError(
                "ResourceNotFoundException",
                f"Requested resource not found: Table: {name} not found",
            )
        return self._tables[name]

    def items(self, table: str) -> Items:
        """A table's items; errors as `table`."""
        return self._items[self.table(table).name]

    def capacity(self, table: str, dimension: str) -> int:
        """Units a second in force now."""
        with self.lock:
            return self.table(table).capacity(dimension, self.now)

    def warm(self, function: str, qualifier: str) -> int:
        """Containers there are now, idle or busy."""
        with self.lock:
            return self.functions[function].pool(qualifier).warm(self.now)

    def minute(self, load: Load) -> Minute:
        """Serve the minute of traffic that begins now; auto scaling sees it on the next advance."""
        with self.lock:
            rates: dict[str, dict[str, float]] = {}
            for (table, dimension), rate in load.units.items():
                rates.setdefault(table, {})[dimension] = rate
            units = {
                (table, dimension): used
                for table, each in rates.items()
                for dimension, used in self.table(table).consume(each, self.now).items()
            }
            requests = {
                each: self.functions.serve(*each, count, self.now)
                for each, count in load.requests.items()
            }
            self.metrics.note(units, self.now.replace(second=0, microsecond=0))
            self._consumed = {each: used.consumed for each, used in units.items()}
        return Minute(units, requests)

    def advance(self, to: datetime) -> None:
        """Move time forward; at each whole minute auto scaling acts."""
        with self.lock:
            while (minute := _next_minute(self.now)) <= to:
                self.clock.move(minute)
                self.autoscaling.act(minute)
                self.autoscaling.track(self._consumed, minute)
                self._consumed = {}
            self.clock.move(to)

    def _locate(self, scalable: Scalable) -> Resource:
        return locate(scalable, self._tables, self.functions)


def _next_minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0) + _MINUTE
