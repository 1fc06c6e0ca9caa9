"""Keeps facts about the versions of each function in the lease table, for the next process."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from kickoff.outcome import Failure
from warmer.adapters.records import Record, RecordChange, RecordTable
from warmer.model import FunctionRef
from warmer.plan.versions import KnownVersions

# A function that is not warmed for this long has to prove its guard again.
KEPT = timedelta(days=90)
_SEPARATOR = ","


class VersionRecords:
    """Loads and stores facts about versions. Without a table, or its answer, there are none."""

    def __init__(self, table: RecordTable | None) -> None:
        self._table = table

    def load(self, functions: Iterable[FunctionRef]) -> dict[FunctionRef, KnownVersions]:
        """Return what is known of some functions; empty if the table does not answer."""
        names = {_name(function): function for function in functions}
        if self._table is None or not names:
            return {}
        try:
            found = self._table.read(names)
        except Failure:
            return {}
        return {names[name]: _known(record) for name, record in found.items()}

    def store(self, function: FunctionRef, known: KnownVersions, at: datetime) -> bool:
        """Store what is known of a function; return False if the table did not answer."""
        if self._table is None:
            return True
        put = {
            "answered": _SEPARATOR.join(known.answered),
            "warmed": _SEPARATOR.join(known.warmed or ()),
        }
        try:
            return self._table.change(_name(function), RecordChange(at + KEPT, put))
        except Failure:
            return False


def _name(function: FunctionRef) -> str:
    place = function.place
    return "|".join(("versions", place.region or "", place.role_arn or "", function.label))


def _known(record: Record) -> KnownVersions:
    answered, warmed = (str(record.get(field, "")) for field in ("answered", "warmed"))
    return KnownVersions(_split(answered), _split(warmed) if warmed else None)


def _split(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(_SEPARATOR)))
