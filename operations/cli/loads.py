"""Options of `backtest` and `learn`: a dimension, and its loads from a CSV file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from kickoff.calendar import Calendar
from kickoff.calendar.model.problems import choices
from kickoff.forecast.loads import Loads
from kickoff.forecast.target import ForecastTarget
from kickoff.timeline import Key
from operations.cli.options import check_target
from operations.imports.load_file import LoadFileError, read_loads
from prescaler.forecast_targets import forecast_targets

_Command = Callable[..., Any]


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
        click.option("--target", required=True, help="A target, or one of its dimensions."),
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
    keys = (key for key in calendar.bounds if ".".join(key) == target)
    target, dimension = next(keys, (target, dimension))
    known = calendar.targets[target].capacities()
    if dimension not in known:
        raise click.UsageError(f"{target!r} has no {dimension!r}{choices(dimension, known)}")
    return forecast_targets(calendar, [Key(target, dimension)])[0]


def read(path: Path, units_per_request: float) -> Loads:
    """Return the loads of a file; a file that is not valid is a wrong use of the verb."""
    try:
        return read_loads(path, units_per_request)
    except LoadFileError as error:
        raise click.UsageError(str(error)) from None
