"""`kickoff ready`: go or no-go for one fixture, with all evidence."""

import json
import os
import sys

import click
from rich.console import Console

from kickoff.aws.sessions import Aws
from operations.cli.access import require_access
from operations.cli.first_tick import tick_lines
from operations.cli.in_force import CalendarInForce, calendar_in_force
from operations.cli.options import config_option, this_minute
from operations.cli.prescaler_verbs import with_forecast
from operations.cli.ready_table import show
from operations.cli.stack import stack_of
from operations.fixture_choice import ChosenFixture, FixtureChoiceError, choose_fixture
from operations.pages.ready_page import page
from operations.preflight.deployed_readers import account_reader, stack_reader
from operations.preflight.readiness.inputs import ReadinessInput
from operations.preflight.readiness.json_data import report_data
from operations.preflight.readiness.verdict import assess
from operations.terminal import format_local_time, prints_unicode

_LISTED = 5


@click.command()
@config_option
@click.argument("fixture", required=False)
@click.option("--on", metavar="DAY", help="The day of FIXTURE, or its kick-off.")
@click.option("--format", "style", type=click.Choice(["table", "json", "html"]), default="table")
def ready(path: str, fixture: str | None, on: str | None, style: str) -> None:
    """Say go or no-go for FIXTURE, or for the next one, with all evidence; change nothing.

    An open window counts as the next fixture. Of several with the name, the next is taken; --on
    2026-12-05 names another. Evidence that cannot be read is unknown, and unknown is no go. Exits
    with 0 for go and 1 for no-go.
    """
    table = os.environ.get("KICKOFF_LEASE_TABLE")
    if not table:
        raise click.UsageError("no deployed stack is named: give --stack NAME or set KICKOFF_STACK")
    require_access()
    found, now = calendar_in_force(path, beside=True), this_minute()
    try:
        chosen = choose_fixture(found.calendar, now, fixture, on)
    except FixtureChoiceError as error:
        raise _no_fixture(found, str(error)) from None
    stack, aws = stack_of(click.get_current_context()), Aws()
    location, variables = stack.calendar if stack else path, os.environ
    with Console(stderr=True).status("reading the stack and the account"):
        inputs = ReadinessInput(
            with_forecast(found.calendar, now),
            now,
            account_reader(variables, aws).read(found.calendar, now),
            stack_reader(variables, aws, table, location).read(found.calendar, now),
            found.problem,
            beside=found.beside or (None if path == location else path),
            created=stack.created if stack else None,
        )
    [report] = assess(inputs, [chosen.fixture])
    match style:
        case "json":
            data = report_data(report, inputs.zone)
            click.echo(json.dumps(data, ensure_ascii=not prints_unicode(), indent=1))
        case "html":
            click.echo(page(report, inputs.zone), nl=False)
        case _:
            show(report, inputs.zone)
            _say(_others(chosen, inputs, named=fixture is not None))
    sys.exit(int(not report.is_go))


def _no_fixture(found: CalendarInForce, problem: str) -> click.ClickException:
    """Return the error of a calendar without the fixture; only a valid one makes it wrong use."""
    if not found.is_known:
        ticks = "".join(f"\n{each}" for each in tick_lines())
        return click.ClickException(f"NO-GO: no calendar is known, so no fixture is{ticks}")
    if found.problem is not None:
        return click.ClickException(f"NO-GO: {problem}, in the last good calendar")
    return click.UsageError(problem)


def _others(chosen: ChosenFixture, inputs: ReadinessInput, *, named: bool) -> str | None:
    """Return a sentence on the fixtures that the command could have meant too."""
    if not chosen.others:
        return None
    if named:
        local = format_local_time(chosen.others[0].kickoff.astimezone(inputs.zone))
        return f"{len(chosen.others)} later ones have this name, the next {local}: --on names a day"
    names = ", ".join(each.name for each in chosen.others[:_LISTED])
    more = ", ..." if len(chosen.others) > _LISTED else ""
    return f"{len(chosen.others)} more kick off then: {names}{more}; kickoff ready NAME for each"


def _say(text: str | None) -> None:
    if text:
        click.echo(text, err=True)
