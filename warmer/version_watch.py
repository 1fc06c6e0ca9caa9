"""Follows the versions of functions from tick to tick: moved aliases, and guards that answered."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from warmer.adapters.version_records import VersionRecords
from warmer.adapters.versions import VersionReader
from warmer.model import FunctionRef, Permit, Warming, WarmingResult
from warmer.plan.versions import (
    LATEST,
    KnownVersions,
    ServedVersions,
    after_wave,
    fixed_versions,
    has_moved,
    readable,
    sharing,
    to_ask,
    with_answers,
)

_NOTHING = KnownVersions()


class VersionWatch:
    """Knows the versions of functions in this process; records keep them for the next."""

    def __init__(self, reader: VersionReader, records: VersionRecords) -> None:
        self._reader = reader
        self._records = records
        self._read: dict[FunctionRef, datetime] = {}
        self._served: dict[FunctionRef, ServedVersions] = {}
        self._known: dict[FunctionRef, KnownVersions] = {}
        self._stored: dict[FunctionRef, KnownVersions] = {}

    def read(
        self, warmings: Collection[Warming], at: datetime, timeout_s: float
    ) -> frozenset[FunctionRef]:
        """Read versions; return the functions that serve one which no wave has warmed yet."""
        found = self._reader.read(readable(warmings, self._read), timeout_s)
        self._read |= dict.fromkeys(found, at)
        self._served |= found
        functions = {each.function for each in warmings}
        if new := functions - self._known.keys():
            self._stored |= (loaded := self._records.load(new))
            self._known |= dict.fromkeys(new, _NOTHING) | loaded
        return frozenset(
            function
            for function in functions & self._served.keys()
            if has_moved(self._served[function], self._of(function))
        )

    @property
    def denied(self) -> Collection[str]:
        """The missing permissions."""
        return self._reader.denied

    def to_ask(self, permit: Permit) -> tuple[FunctionRef, ...]:
        """Return the functions that must answer one ping before a permit is used."""
        function = permit.warming.function
        return to_ask(permit.warming, self._serving(function), self._of(function))

    def record_answers(self, answers: Sequence[WarmingResult]) -> None:
        """Record whose guard answered a first ping."""
        for each in answers:
            function = each.warming.function
            known = with_answers(self._of(function), self._serving(function), each.report)
            self._known[function] = known

    def record(self, results: Sequence[WarmingResult], at: datetime) -> None:
        """Record which versions were warmed, and whose guard answered."""
        for each in results:
            function = each.warming.function
            known = after_wave(self._of(function), self._serving(function), each)
            self._known[function] = known
            if known != self._stored.get(function) and self._records.store(function, known, at):
                self._stored[function] = known

    def noted(self, result: WarmingResult) -> WarmingResult:
        """Return a result that names the aliases in the calendar that share its containers."""
        function = result.warming.function
        others = ", ".join(sharing(function, self._served))
        if not others:
            return result
        return replace(result, reason=f"{result.reason}; {others} shares its containers")

    def _serving(self, function: FunctionRef) -> ServedVersions:
        """Return the versions that serve a function; its qualifier stands for an unknown one."""
        fixed = fixed_versions(function) or (function.qualifier or LATEST,)
        return self._served.get(function, fixed)

    def _of(self, function: FunctionRef) -> KnownVersions:
        return self._known.get(function, _NOTHING)
