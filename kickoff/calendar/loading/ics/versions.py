"""Versions of one entry in a file, and the entries that belong to a recurring one."""

from collections import defaultdict
from collections.abc import Iterable

from kickoff.calendar.loading.ics.entries import FeedEntry, comparable


def newest(entries: Iterable[FeedEntry]) -> tuple[list[FeedEntry], list[str]]:
    """Return the newest version of each entry, and a note on each that is replaced.

    Many feeds use one UID for all entries. Entries of one UID are therefore versions of one entry
    only if they also share RECURRENCE-ID, and the title or the start. The higher SEQUENCE counts,
    then the later DTSTAMP. Without a difference in either, both stay.
    """
    kept, notes = list(entries), []
    for same in (_title, _start):
        groups: dict[object, list[FeedEntry]] = defaultdict(list)
        for entry in kept:
            groups[entry.uid, comparable(entry.recurrence), same(entry)].append(entry)
        kept = []
        for group in groups.values():
            version = max(entry.version for entry in group)
            newer = [entry for entry in group if entry.version == version]
            kept += {(_start(entry), entry.title): entry for entry in newer}.values()
            notes += [
                f"{entry.title!r} of line {entry.line} is replaced by line {newer[0].line}"
                for entry in group
                if entry.version != version
            ]
    return kept, notes


def series(
    entries: Iterable[FeedEntry],
) -> tuple[list[FeedEntry], list[tuple[FeedEntry, list[FeedEntry]]]]:
    """Return the single entries, and each recurring entry with those that replace occurrences.

    An entry that replaces an occurrence of no recurring entry is a single one.
    """
    all_entries = list(entries)
    masters = {e.uid: e for e in all_entries if e.recurs and e.recurrence is None}
    replacing: dict[str, list[FeedEntry]] = defaultdict(list)
    single = []
    for entry in all_entries:
        if entry.recurrence is not None and entry.uid in masters:
            replacing[entry.uid].append(entry)
        elif not entry.recurs or entry.recurrence is not None:
            single.append(entry)
    recurring = [e for e in all_entries if e.recurs and e.recurrence is None]
    return single, [(e, replacing[e.uid] if masters[e.uid] is e else []) for e in recurring]


def _title(entry: FeedEntry) -> str:
    return entry.title


def _start(entry: FeedEntry) -> object:
    return comparable(entry.start)
