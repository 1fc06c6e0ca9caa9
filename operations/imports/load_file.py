"""Loads by the minute, from a CSV file with the columns minute_utc,requests."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path

from kickoff.forecast.loads import Loads

_COLUMNS = ["minute_utc", "requests"]


class LoadFileError(ValueError):
    """The file is no such CSV; the message has the line of the wrong row."""


def read_loads(path: Path, units_per_request: float) -> Loads:
    """Return the loads of a file, in capacity units.

    Raises:
        LoadFileError: the file cannot be read, or a row is not valid.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return Loads.of(_rows(csv.reader(file), path, units_per_request))
    except LoadFileError:
        raise
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise LoadFileError(f"{path}: cannot be read: {error}") from None
    except ValueError as error:
        raise LoadFileError(f"{path}: {error}; write one row for each minute") from None


def _rows(
    reader: Iterator[list[str]], path: Path, units_per_request: float
) -> Iterator[tuple[datetime, float]]:
    header = [name.strip() for name in next(reader, [])]
    if header[: len(_COLUMNS)] != _COLUMNS:
        message = f"{path}:1: got {','.join(header)!r}; the first line is {','.join(_COLUMNS)!r}"
        raise LoadFileError(message)
    for line, row in enumerate(reader, 2):
        if row:
            yield _load(row, f"{path}:{line}", units_per_request)


def _load(row: list[str], where: str, units_per_request: float) -> tuple[datetime, float]:
    try:
        at, requests = datetime.fromisoformat(row[0]), float(row[1])
    except (ValueError, IndexError):
        requests = -1.0
    if not isfinite(requests) or requests < 0:
        message = f"{where}: got {','.join(row)!r}; accepted: 1998-06-10T15:30Z,68000"
        raise LoadFileError(message)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)), requests * units_per_request
