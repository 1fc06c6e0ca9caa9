"""The pings of all warmers by function and minute, in the lease table.

Three records of a function: `pings` has the waves of the last hour, `minutes` (one for each day)
the minutes with pings, which learning leaves out, and `shards` the last sent shard of each index.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from kickoff.outcome import Code, Failure, Outcome
from kickoff.retention import MINUTES_KEPT
from warmer.adapters.records import Record, RecordChange, RecordTable
from warmer.model import FunctionRef, Warming
from warmer.plan.live_traffic import REMEMBERED, PingsByMinute
from warmer.plan.shards import Shard

READ_PERMISSION = "dynamodb:BatchGetItem"
_PINGS, _CLAIM = "pings", "claim"  # a field is one of these and a minute
_MINUTES = "minutes"
# Lambda delivers no tick that is older than a minute.
_CLAIMS_KEPT = timedelta(minutes=10)
_DAY = timedelta(days=1)
_THREADS = 8


class PingLog:
    """Reads and writes the pings of all warmers; without a table it does nothing.

    No method raises. After a failure the table is left alone until the next `begin_tick`:
    `failure` says what went wrong, and waves are sent without a record.
    """

    def __init__(self, records: RecordTable | None) -> None:
        self._records = records
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="records")
        self._old_fields: dict[FunctionRef, list[str]] = {}
        self.failure: Outcome | None = None

    def begin_tick(self) -> None:
        """Use the table again."""
        self.failure = None

    @property
    def denied(self) -> frozenset[str]:
        """The permission to read that is missing, by its IAM name; empty if it is not."""
        denied = self.failure is not None and self.failure.code is Code.DENIED
        return frozenset({READ_PERMISSION} if denied else ())

    def read(
        self, functions: Iterable[FunctionRef], at: datetime
    ) -> dict[FunctionRef, PingsByMinute]:
        """Return the pings of the last hour. A function without a record is left out."""
        names = {_name(_PINGS, function): function for function in functions}
        found: dict[FunctionRef, PingsByMinute] = {}
        for name, record in self._read(names).items():
            fields = list(_fields(record))
            function = names[name]
            found[function] = {minute: n for _, kind, minute, n in fields if kind == _PINGS}
            self._old_fields[function] = [
                field for field, kind, minute, _ in fields if at - minute > _kept(kind)
            ]
        return found

    def claim(self, waves: Mapping[Warming, int], tick: datetime, now: datetime) -> set[Warming]:
        """Claim the waves of a tick and record their pings; return those that are taken already.

        A wave is taken if another warmer claimed as many containers of the function, or more, for
        the same tick.
        """
        taken: set[Warming] = set()

        def claim(warming: Warming) -> None:
            change = RecordChange(
                now + REMEMBERED,
                put={_field(_CLAIM, tick): warming.count},
                add={_field(_PINGS, now): waves[warming]},
                remove=self._old_fields.pop(warming.function, ()),
                rising=_field(_CLAIM, tick),
            )
            if not self._change(_name(_PINGS, warming.function), change):
                taken.add(warming)
            elif waves[warming]:
                self._note_minutes(warming.function, [now])

        list(self._pool.map(claim, waves))
        return taken

    def claim_shard(self, shard: Shard, now: datetime) -> bool:
        """Claim a shard and record its pings; return False if it was sent already."""
        function, number = shard.permit.warming.function, f"shard {shard.index}"
        change = RecordChange(now + REMEMBERED, put={number: shard.hold_until}, rising=number)
        if not self._change(_name("shards", function), change):
            return False
        self.record(function, shard.count, [now])
        return True

    def record(self, function: FunctionRef, pings: int, minutes: Sequence[datetime]) -> None:
        """Add pings to each of some minutes."""
        if minutes:
            add = {_field(_PINGS, minute): pings for minute in minutes}
            change = RecordChange(minutes[-1] + REMEMBERED, add=add)
            self._change(_name(_PINGS, function), change)
            self._note_minutes(function, minutes)

    def recorded_minutes(
        self, function: FunctionRef, start: datetime, end: datetime
    ) -> dict[date, frozenset[int]]:
        """Return the minutes with pings of each day of [start, end), from 0 to 1,439.

        A day without a record is left out.
        """
        first, last = start.astimezone(UTC).date(), end.astimezone(UTC).date()
        days = [first + number * _DAY for number in range((last - first).days + 1)]
        names = {_name(_MINUTES, function, day): day for day in days}
        return {
            names[name]: minutes
            for name, record in self._read(names).items()
            if isinstance(minutes := record.get(_MINUTES), frozenset)
        }

    def _note_minutes(self, function: FunctionRef, minutes: Sequence[datetime]) -> None:
        for day, of_day in groupby(minutes, key=datetime.date):
            numbers = frozenset(60 * minute.hour + minute.minute for minute in of_day)
            expires = datetime.combine(day, datetime.min.time(), UTC) + MINUTES_KEPT + 2 * _DAY
            change = RecordChange(expires, add={_MINUTES: numbers})
            self._change(_name(_MINUTES, function, day), change)

    def _read(self, names: Collection[str]) -> dict[str, Record]:
        if self._records is None or self.failure is not None or not names:
            return {}
        try:
            return self._records.read(names)
        except Failure as failure:
            self.failure = failure.outcome
            return {}

    def _change(self, name: str, change: RecordChange) -> bool:
        """Change a record; True also if there is no table or no answer."""
        if self._records is None or self.failure is not None:
            return True
        try:
            return self._records.change(name, change)
        except Failure as failure:
            self.failure = failure.outcome
            return True


def _name(kind: str, function: FunctionRef, day: date | None = None) -> str:
    place = function.place
    parts = [kind, place.region or "", place.role_arn or "", function.label]
    return "|".join(parts if day is None else [*parts, day.isoformat()])


def _field(kind: str, minute: datetime) -> str:
    return f"{kind} {minute:%Y-%m-%dT%H:%M}"


def _fields(record: Record) -> Iterator[tuple[str, str, datetime, int]]:
    """Yield name, kind, minute and value of each field that has a minute."""
    for name, value in record.items():
        kind, _, minute = name.partition(" ")
        if kind in {_PINGS, _CLAIM} and isinstance(value, int):
            yield name, kind, datetime.fromisoformat(minute).replace(tzinfo=UTC), value


def _kept(kind: str) -> timedelta:
    return _CLAIMS_KEPT if kind == _CLAIM else REMEMBERED
