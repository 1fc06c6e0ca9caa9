"""The store of a calendar's changes: the lease table of a stack, or a file of this machine."""

import json
import os
from pathlib import Path

from kickoff.aws.sessions import Aws
from kickoff.calendar.loading.files import (
    SourceMissingError,
    SourceUnavailableError,
    is_address,
    read_local,
    write_local,
)
from kickoff.calendar.sources.key_values import DynamoKeyValueStore
from operations.change_log import ChangeLog

_FILE = ".kickoff-changes.json"
_MOST_BYTES = 50_000_000


def change_log(path: str) -> ChangeLog:
    """Return the changes of a calendar: beside the leases of its stack, or beside a local file."""
    table = os.environ.get("KICKOFF_LEASE_TABLE")
    if is_address(path):
        store = DynamoKeyValueStore(Aws(), table) if table else _TextFile(Path(_FILE))
        return ChangeLog(store, path)
    file = Path(path)
    return ChangeLog(_TextFile(file.parent / _FILE), file.name)


class _TextFile:
    """Texts by name in a JSON file. Raises SourceUnavailableError if it cannot be used."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def recall(self, name: str) -> str | None:
        return self._load().get(name)

    def keep(self, name: str, text: str) -> None:
        texts = json.dumps({**self._load(), name: text}, indent=1)
        write_local(str(self._path), texts.encode())

    def _load(self) -> dict[str, str]:
        try:
            texts: dict[str, str] = json.loads(read_local(str(self._path), _MOST_BYTES))
        except SourceMissingError:
            return {}
        except ValueError as error:
            raise SourceUnavailableError(
                f"{self._path} is not valid ({error}): remove it"
            ) from None
        return texts
