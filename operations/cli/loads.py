"""The dimension of `backtest` and `learn`, and its loads from a CSV file."""

import csv
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path
from typing import Any

import click

from kickoff.calendar import Calendar, TableTarget
from kickoff.calendar.model.problems import choices
from kickoff.forecast.loads import Loads
from kickoff.forecast.target import ForecastTarget
from kickoff.timeline import Key
from operations.cli.options import check_target

_Command = Callable[..., Any]
_COLUMNS = ("minute_utc", "requests")
_SECONDS = 60


def load_options(load_help: str, *, required: bool) -> Callable[[_Command], _Command]:
    """Add the options `--load`, `--target`, `--dimension` and `--units-per-request`."""
    options = (
        click.option(
            "--load",
            "csv_path",
            required=required,
            type=click.Path(path_type=Path),
            help=f"A CSV with the columns minute_utc,requests; {load_help}.",
        ),
        click.option("--target", required=True, help="A target of the calendar."),
        click.option(
            "--dimension", default="read", show_default=True, help="A dimension of the target."
        ),
        click.option(
            "--units-per-request",
            type=click.FloatRange(min=0, min_open=True),
            default=1.0,
            show_default=True,
            help="Capacity units that a request of the CSV takes.",
        ),
    )

    def with_options(command: _Command) -> _Command:
        for option in reversed(options):
            command = option(command)
        return command

    return with_options


def forecast_target(calendar: Calendar, target: str, dimension: str) -> ForecastTarget:
    """Return the forecast target of a dimension.

    Raises:
        click.UsageError: there is none; the message has the nearest name.
    """
    check_target(target, calendar)
    known = calendar.targets[target].capacities()
    if dimension not in known:
        raise click.UsageError(f"{target!r} has no {dimension!r}{choices(dimension, known)}")
    # Capacity units are per second; containers are a count.
    rate = _SECONDS if isinstance(calendar.targets[target], TableTarget) else 1
    return ForecastTarget(calendar, Key(target, dimension), rate)


def read(path: Path, units_per_request: float) -> Loads:
    """Return the loads of a file, in capacity units.

    Raises:
        click.UsageError: the file is no such CSV; the message has the line of the wrong row.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return Loads.of(_rows(csv.reader(file), path, units_per_request))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise click.UsageError(f"{path}: cannot be read: {error}") from None
    except ValueError as error:
        raise click.UsageError(f"{path}: {error}; write one row for each minute") from None


def _rows(
    reader: Iterator[list[str]], path: Path, units_per_request: float
) -> Iterator[tuple[datetime, float]]:
    header = [name.strip() for name in next(reader, [])]
    if header[: len(_COLUMNS)] != list(_COLUMNS):
        message = f"{path}:1: got {','.join(header)!r}; the first line is {','.join(_COLUMNS)!r}"
        raise click.UsageError(message)
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
        raise click.UsageError(message)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)), requests * units_per_request
