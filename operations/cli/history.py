"""`kickoff history`: past changes and their reasons."""

import click

from operations.cli.in_force import load_in_force
from operations.cli.options import check_target, config_option
from operations.cli.prescaler_verbs import connect_leases, local_option
from operations.terminal import console, format_local_time, text_table


@click.command()
@click.argument("target", required=False)
@config_option
@local_option
@click.option("--last", default=50, show_default=True, help="Highest number of changes to show.")
def history(path: str, target: str | None, last: int, *, local: bool) -> None:
    """Show the last changes of TARGET (prices, prices.read), or of all, newest first."""
    prescaler = connect_leases(path, local=local)
    calendar, past = load_in_force(path), prescaler.history()
    if target is not None:
        check_target(target, calendar, [each.key for each in past])
    found = [each for each in past if target is None or each.key.is_named(target)]
    if not found:
        click.echo("no changes yet")
        return
    rows = [
        (
            format_local_time(each.entry.at.astimezone(calendar.zone)),
            ".".join(each.key),
            each.entry.action,
            f"{each.entry.before:,}",
            f"{each.entry.after:,}",
            each.entry.because,
        )
        for each in found[:last]
    ]
    columns = ("at", "dimension", "action", "from", "to", "because")
    console().print(text_table(columns, rows, numbers={"from", "to"}, whole={"at"}))
