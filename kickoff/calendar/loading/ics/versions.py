"""Versions of one entry in a file, and the entries that belong to a recurring one."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from kickoff.calendar.loading.ics.entry import FeedEntry, begins, comparable

# A feed that gives one UID to everything has more entries of it than an entry has versions.
_MOST_VERSIONS = 2


def newest(entries: Iterable[FeedEntry]) -> tuple[list[FeedEntry], list[str]]:
    """Return the newest version of each entry, and a note on each that is replaced.

    Many feeds use one UID for all entries. Entries of one UID and RECURRENCE-ID are therefore
    versions of one entry only if they also share the title or the start; those of one start and
    different titles only if SEQUENCE differs, or if the newer one is cancelled. The higher SEQUENCE
    counts, then the later DTSTAMP, then the later LAST-MODIFIED; without a difference both stay.
    """
    by_uid: dict[object, list[FeedEntry]] = defaultdict(list)
    for entry in entries:
        by_uid[entry.uid, comparable(entry.recurrence)].append(entry)
    kept: list[FeedEntry] = []
    notes: list[str] = []
    for group in by_uid.values():
        if len(group) == 1:
            kept += group
        elif group[0].uid and group[0].recurrence is not None:
            kept += _kept(group, _recurrence, _is_newer, notes)
        elif _identifies_none(group):
            kept += _kept(group, _title_and_start, _is_newer, notes)
        else:
            same_title = _kept(group, _title, _is_newer, notes)
            kept += _kept(same_title, _start, _replaces_title, notes)
    return kept, notes


def _identifies_none(group: list[FeedEntry]) -> bool:
    """Return whether a UID is missing, or is given to several entries."""
    fixtures: dict[int, set[object]] = defaultdict(set)
    for entry in group:
        fixtures[entry.version[0]].add(_title_and_start(entry))
    return not group[0].uid or max(map(len, fixtures.values())) > _MOST_VERSIONS


def _kept(
    entries: list[FeedEntry],
    same: Callable[[FeedEntry], object],
    replaces: Callable[[FeedEntry, FeedEntry], bool],
    notes: list[str],
) -> list[FeedEntry]:
    """Return the entries that no other of the same identity replaces or repeats."""
    groups: dict[object, list[FeedEntry]] = defaultdict(list)
    for entry in entries:
        groups[same(entry)].append(entry)
    kept: list[FeedEntry] = []
    for group in groups.values():
        top = max(group, key=lambda entry: entry.version)
        unique: dict[object, FeedEntry] = {}
        for entry in group:
            if entry is not top and replaces(top, entry):
                notes.append(f"{entry.title!r} of line {entry.line} is replaced by line {top.line}")
            elif (first := unique.setdefault(_content(entry), entry)) is not entry:
                notes.append(f"{entry.title!r} of line {entry.line} repeats line {first.line}")
        kept += unique.values()
    return kept


def _is_newer(entry: FeedEntry, other: FeedEntry) -> bool:
    return entry.version > other.version


def _replaces_title(entry: FeedEntry, other: FeedEntry) -> bool:
    if entry.title == other.title or entry.is_cancelled:
        return entry.version > other.version
    return entry.version[0] > other.version[0]


def _content(entry: FeedEntry) -> object:
    return entry.title, _start(entry), entry.texts["LOCATION"], entry.status, entry.rules


def series(
    entries: Iterable[FeedEntry],
) -> tuple[list[FeedEntry], list[tuple[FeedEntry, list[FeedEntry]]]]:
    """Return the single entries, and each recurring entry with those that replace occurrences.

    An entry that replaces an occurrence of no recurring entry is a single one. It also replaces a
    single entry that starts at its RECURRENCE-ID. If several recurring entries share a UID, it
    belongs to the one with its title, then to the last that has begun.
    """
    all_entries = list(entries)
    replaced = {(e.uid, comparable(e.recurrence)) for e in all_entries if e.recurrence and e.uid}
    recurring = [e for e in all_entries if e.recurs and e.recurrence is None]
    masters = _Masters(recurring)
    replacing: dict[int, list[FeedEntry]] = defaultdict(list)
    single = []
    for entry in all_entries:
        if entry.recurrence is not None and (master := masters.of(entry)) is not None:
            replacing[id(master)].append(entry)
        elif entry.recurrence is not None or not (
            entry.recurs or (entry.uid, _start(entry)) in replaced
        ):
            single.append(entry)
    return single, [(e, replacing[id(e)]) for e in recurring]


class _Masters:
    """The recurring entries by UID, and by UID and title, in the order of their starts."""

    def __init__(self, recurring: Iterable[FeedEntry]) -> None:
        self._by_name: dict[object, list[tuple[datetime, FeedEntry]]] = defaultdict(list)
        for entry in recurring:
            start = begins(entry.start, UTC)
            for name in (entry.uid, (entry.uid, entry.title)):
                self._by_name[name].append((start, entry))
        for group in self._by_name.values():
            group.sort(key=lambda each: each[0])

    def of(self, entry: FeedEntry) -> FeedEntry | None:
        """Return the recurring entry to which an entry with a RECURRENCE-ID belongs."""
        group = self._by_name.get((entry.uid, entry.title)) or self._by_name.get(entry.uid)
        if not group:
            return None
        instance = begins(entry.recurrence or entry.start, UTC)
        begun = bisect_right(group, instance, key=lambda each: each[0])
        return group[begun - 1][1]


def _title(entry: FeedEntry) -> str:
    return entry.title


def _recurrence(entry: FeedEntry) -> object:
    return comparable(entry.recurrence)


def _start(entry: FeedEntry) -> object:
    return comparable(entry.start)


def _title_and_start(entry: FeedEntry) -> object:
    return entry.title, _start(entry)
