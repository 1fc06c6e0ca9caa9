"""`kickoff history`: past changes and their reasons."""

import click
from rich.console import JustifyMethod
from rich.table import Table

from kickoff.calendar.sources import load
from operations.cli.options import check_target, config_option
from operations.cli.prescaler_verbs import connect_prescaler
from operations.terminal import console, format_local_time


@click.command()
@click.argument("target", required=False)
@config_option
@click.option("--last", default=50, show_default=True, help="Highest number of changes to show.")
def history(path: str, target: str | None, last: int) -> None:
    """Show the last changes of TARGET, or of all targets, newest first."""
    calendar = load(path)
    if target is not None:
        check_target(target, calendar)
    past = connect_prescaler(path).history()
    found = [each for each in past if target in {None, each.target}]
    if not found:
        click.echo("no changes yet")
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in ("at", "dimension", "action", "from", "to", "because"):
        justify: JustifyMethod = "right" if name in {"from", "to"} else "left"
        table.add_column(name, justify=justify, no_wrap=name == "at", overflow="fold")
    for each in found[:last]:
        entry = each.entry
        table.add_row(
            format_local_time(entry.at.astimezone(calendar.zone)),
            f"{each.target}.{each.dimension}",
            entry.action,
            f"{entry.before:,}",
            f"{entry.after:,}",
            entry.because,
        )
    console().print(table)
