"""One account in one region: services that share a clock."""

from collections import deque
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from threading import RLock

from simulator.autoscaling.resources import ScalableId, ScalableResource, locate
from simulator.autoscaling.service import ScalingService
from simulator.autoscaling.services import ServiceCount
from simulator.autoscaling.tracking import SCALE_IN_DELAY, TrackingPolicy
from simulator.clock import Clock
from simulator.cloudwatch import PublishedMetrics, TableDimension, TableMetrics
from simulator.delays import Delays
from simulator.dynamodb import jobs
from simulator.dynamodb.admission import admit_deletion
from simulator.dynamodb.changes import OnDemandCaps, PartName
from simulator.dynamodb.control_plane import ControlPlaneRate
from simulator.dynamodb.items import TableItems
from simulator.dynamodb.quotas import ThroughputQuotas
from simulator.dynamodb.table import SimulatedTable
from simulator.dynamodb.throughput import TableUnits
from simulator.errors import ServiceError
from simulator.faults import Call, Faults
from simulator.kinesis import SimulatedStream
from simulator.lambda_.service import LambdaService
from simulator.side_services import SideServices
from simulator.traffic import MinuteServed, Traffic
from simulator.traits import ORDINARY, Traits

_MINUTE = timedelta(minutes=1)
_CALLS_KEPT = 10_000


class Cloud:
    """Tables, auto scaling, functions and metrics; a server takes `lock` around each call.

    `region` is the region in the ARNs of its tables.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        delays: Delays | None = None,
        concurrency: int = 1000,
        scan_page: int = 100,
        quotas: ThroughputQuotas | None = None,
    ) -> None:
        self.clock = clock
        self.region = "eu-west-1"
        self.lock = RLock()
        self.faults = Faults()
        self.calls: deque[Call] = deque(maxlen=_CALLS_KEPT)
        self.quotas = quotas or ThroughputQuotas()
        self.control_plane = ControlPlaneRate()
        self._delays = delays or Delays()
        self._scan_page = scan_page
        self._consumed: dict[TableDimension, float] = {}
        self._tables: dict[str, SimulatedTable] = {}
        self._items: dict[str, TableItems] = {}
        self.services: dict[ScalableId, ServiceCount] = {}
        self.streams: dict[str, SimulatedStream] = {}
        self.shard_limit = 20_000
        self.metrics = TableMetrics(self._delays.metrics)
        self.published = PublishedMetrics()
        self.functions = LambdaService(concurrency, self._delays)
        self.autoscaling = ScalingService(self._locate, self._delays.reaction)
        self.side = SideServices()

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
    ) -> SimulatedTable:
        """Add an ACTIVE table, on-demand without units; `indexes` maps a name to (read, write)."""
        if read is None or write is None:
            return self.add_on_demand_table(name, indexes=indexes or (), key=key)
        units: dict[PartName, TableUnits | None] = {None: TableUnits(read, write)}
        units |= {index: TableUnits(*each) for index, each in (indexes or {}).items()}
        return self._add_table(name, units, key)

    def add_on_demand_table(
        self,
        name: str,
        *,
        indexes: Iterable[str] = (),
        caps: OnDemandCaps | None = None,
        key: str = "id",
    ) -> SimulatedTable:
        """Add an ACTIVE on-demand table; `caps` apply to the table without its indexes."""
        table = self._add_table(name, dict.fromkeys([None, *indexes]), key)
        table.parts[None].caps = caps or OnDemandCaps()
        return table

    def _add_table(
        self, name: str, units: Mapping[PartName, TableUnits | None], key: str
    ) -> SimulatedTable:
        with self.lock:
            table = SimulatedTable(
                name, units, created=self.now, delays=self._delays, quotas=self.quotas
            )
            table.scaled = lambda dimension: self._scaled(name, dimension)
            self._tables[name] = table
            self._items[name] = TableItems(key, self._scan_page)
        return table

    def create_table(
        self, name: str, units: Mapping[PartName, TableUnits | None], key: str
    ) -> SimulatedTable:
        """CreateTable: add a table that is ACTIVE later.

        Raises:
            ServiceError: ResourceInUseException for a name in use, LimitExceededException for a
                quota, ThrottlingException above the rate of the control plane.
        """
        self._forget_deleted()
        if name in self._tables:
            raise ServiceError("ResourceInUseException", f"Table already exists: {name}")
        self.quotas.check(name, {part: each for part, each in units.items() if each})
        self.control_plane.admit(self.now)
        table = self._add_table(name, units, key)
        jobs.begin_creation(table, self.now)
        return table

    def delete_table(self, name: str) -> SimulatedTable:
        """DeleteTable: its scalable targets stay; errors as `table` and `admit_deletion`."""
        table = self.table(name)
        admit_deletion(table, self.now)
        self.control_plane.admit(self.now)
        jobs.begin_deletion(table, self.now)
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
        """Add an active function without containers; `qualifiers` are aliases of version 1."""
        with self.lock:
            self.functions.add(name, qualifiers, guarded=guarded, reserved=reserved, traits=traits)

    def register(
        self, table: str, dimension: str, *, minimum: int, maximum: int, target: float | None = None
    ) -> None:
        """Register a dimension; `target` is a utilisation to track, in percent."""
        scalable = ScalableId.of(table, dimension)
        with self.lock:
            self.autoscaling.register(scalable, minimum, maximum, self.now)
            if target is not None:
                policy = TrackingPolicy(f"{table}-{dimension}", target)
                self.autoscaling.put_policy(scalable, policy)

    def add_service(
        self, resource: str, dimension: str, count: int, *, minimum: int, maximum: int
    ) -> ServiceCount:
        """Add capacity of a service, with a scalable target, by its names in auto scaling."""
        scalable = ScalableId(resource, dimension)
        with self.lock:
            others = [each for name, each in self.services.items() if name.resource == resource]
            beside = others[0].beside if others else []
            found = ServiceCount(scalable.namespace, count, self._delays.services, beside)
            beside.append(found)
            self.services[scalable] = found
            self.autoscaling.register(scalable, minimum, maximum, self.now)
        return found

    def service(self, resource: str, dimension: str) -> ServiceCount | None:
        """The capacity of a service; None if there is none."""
        return self.services.get(ScalableId(resource, dimension))

    def add_stream(
        self, name: str, *, shards: int = 0, on_demand: bool = False, warm: int | None = None
    ) -> SimulatedStream:
        """Add an ACTIVE stream; `warm` needs `on_demand`, and the account's commitment."""
        stream = SimulatedStream(name, self._delays.services, shards, on_demand, warm)
        with self.lock:
            self.streams[name] = stream
        return stream

    def open_shards(self) -> int:
        """The open shards of all provisioned streams."""
        streams = (each for each in self.streams.values() if not each.on_demand)
        return sum(each.open_shards(self.now) for each in streams)

    def table(self, name: str) -> SimulatedTable:
        """A table.

        Raises:
            ServiceError: ResourceNotFoundException.
        """
        self._forget_deleted()
        if name not in self._tables:
            raise ServiceError(
                "ResourceNotFoundException",
                f"Requested resource not found: Table: {name} not found",
            )
        return self._tables[name]

    def key(self, table: str) -> str:
        """The partition key of a table."""
        return self._items[table].key

    def table_created(self, name: str) -> datetime | None:
        """The creation of a table; None if there is none."""
        return self._tables[name].created if name in self._tables else None

    def items(self, table: str) -> TableItems:
        """The items of a table.

        Raises:
            ServiceError: ResourceNotFoundException, also for a table that is not created yet.
        """
        self._forget_deleted()
        if table not in self._tables or not self._tables[table].serves(self.now):
            raise ServiceError("ResourceNotFoundException", "Requested resource not found")
        return self._items[table]

    def capacity(self, table: str, dimension: str) -> int:
        """Units a second in force now."""
        with self.lock:
            return self.table(table).capacity(dimension, self.now)

    def warm(self, function: str, qualifier: str) -> int:
        """The number of containers, idle or busy."""
        with self.lock:
            return self.functions[function].pool(qualifier).warm(self.now)

    def containers_made(self, function: str, qualifier: str) -> int:
        """The number of containers started so far, ended ones included."""
        with self.lock:
            return self.functions[function].pool(qualifier).made

    def minute(self, traffic: Traffic) -> MinuteServed:
        """Serve a minute of traffic that begins now; auto scaling sees it at the next advance."""
        with self.lock:
            rates: dict[str, dict[str, float]] = {}
            for (table, dimension), rate in traffic.units.items():
                rates.setdefault(table, {})[dimension] = rate
            units = {
                (table, dimension): used
                for table, each in rates.items()
                for dimension, used in self.table(table).consume(each, self.now).items()
            }
            requests = {
                each: self.functions.serve(*each, count, self.now)
                for each, count in traffic.requests.items()
            }
            self.metrics.note(units, self.now.replace(second=0, microsecond=0))
            self._consumed = {each: used.consumed for each, used in units.items()}
        return MinuteServed(units, requests)

    def advance(self, to: datetime) -> None:
        """Move the clock forward; auto scaling runs at each whole minute, and lowers after it."""
        with self.lock:
            while (instant := _next_scaling(self.now)) <= to:
                self.clock.move(instant)
                if instant.second:
                    self.autoscaling.scale_in(instant)
                    continue
                self.autoscaling.act(instant)
                self.autoscaling.track(self._consumed, instant)
                self._consumed = {}
            self.clock.move(to)

    def _scaled(self, table: str, dimension: str) -> bool:
        return ScalableId.of(table, dimension) in self.autoscaling.targets

    def _forget_deleted(self) -> None:
        for name, table in list(self._tables.items()):
            if table.parts[None].life.gone(self.now):
                del self._tables[name], self._items[name]
                self.quotas.release(name)

    def _locate(self, scalable: ScalableId) -> ScalableResource:
        return locate(scalable, self._tables, self.functions, self.services)


def _next_scaling(now: datetime) -> datetime:
    """The next whole minute, or the instant after this one at which capacity is lowered."""
    minute = now.replace(second=0, microsecond=0)
    lowering = minute + SCALE_IN_DELAY
    return lowering if now < lowering else minute + _MINUTE
