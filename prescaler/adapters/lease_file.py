"""The lease store in a local JSON file, for use on a laptop."""

import json
from dataclasses import replace
from pathlib import Path
from threading import Lock

from kickoff.calendar.loading.files import SourceUnavailableError, write_local
from prescaler.adapters.records import Record, from_records, pause_key, pause_record, to_record
from prescaler.model import Failure, Lease, Leases, Pause, conflict, unavailable


class LeaseFile:
    """For one process at a time. Its threads take turns; a reader never sees half a file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writing = Lock()

    def read(self) -> Leases:
        """Read all leases; a missing file holds none."""
        try:
            return from_records(list(self._load().values()))
        except Failure as failure:
            return Leases({}, away=failure.outcome)

    def put(self, lease: Lease) -> Lease:
        """Replace the file if it holds the version the lease carries; see the port."""
        stored = replace(lease, version=lease.version + 1, id=lease.key)
        with self._writing:
            records = self._load_expecting(lease)
            records[lease.key] = to_record(stored)
            self._save(records)
        return stored

    def pause(self, pause: Pause) -> None:
        """Write a pause beside the leases; see the port."""
        with self._writing:
            record = pause_record(pause)
            self._save({**self._load(), record["lease"]: record})

    def resume(self, *, stops_all: bool) -> None:
        """Remove a stop or a pause; see the port."""
        key = pause_key(stops_all=stops_all)
        with self._writing:
            records = self._load()
            if records.pop(key, None) is not None:
                self._save(records)

    def _load_expecting(self, lease: Lease) -> dict[str, Record]:
        records = self._load()
        standing = records.get(lease.key, {"version": 0})
        if standing.get("version") != lease.version:
            raise conflict(lease)
        return records

    def _load(self) -> dict[str, Record]:
        try:
            records = json.loads(self.path.read_text(encoding="utf-8"))
            return {record["lease"]: record for record in records}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise self._failure(error) from error

    def _save(self, records: dict[str, Record]) -> None:
        text = json.dumps(list(records.values()), indent=1, ensure_ascii=False)
        if not self.path.parent.is_dir():
            raise self._failure(FileNotFoundError(f"no such directory: {self.path.parent}"))
        try:
            write_local(str(self.path), text.encode())
        except SourceUnavailableError as error:
            raise self._failure(error) from error

    def _failure(self, error: Exception) -> Failure:
        return Failure(
            unavailable(
                f"the lease file {self.path} cannot be used ({error}): free the disk, or repair "
                "the file; it has the values to restore"
            )
        )
