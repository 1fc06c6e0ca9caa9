"""`kickoff upgrade --check`: the changes that this package would bring to a deployed stack."""

import sys
from collections.abc import Iterator
from textwrap import fill

import click

from kickoff import formats
from kickoff.aws.sessions import Aws
from kickoff.calendar import ConfigError
from kickoff.calendar.sources import load
from operations.cli.options import config_option
from operations.cli.prescaler_verbs import connect_leases
from operations.cli.stack import stack_of
from operations.deployed_stack import DeployedStack, read_template
from operations.terminal import console, text_table
from operations.upgrade.changelog import Note, notes, number
from operations.upgrade.comparison import Difference, compare_formats, compare_templates
from operations.upgrade.package import package_file, package_version
from operations.upgrade.template_text import TemplateError, parse_template

_HOW = "to upgrade, deploy this version: make deploy, or the template of its release"


@click.command()
@config_option
@click.option("--check", is_flag=True, help="Compare only; nothing is changed.")
def upgrade(path: str, *, check: bool) -> None:
    """Compare a deployed stack with this package; change nothing.

    Lists what a deployment of this version changes: stored formats, parameters, permissions and
    resources, then the notes of the changelog. Reads the stack's calendar and leases with this
    version. Exits with 1 if something changes or cannot be read.
    """
    if not check:
        raise click.UsageError(f"give --check: this command compares and deploys nothing; {_HOW}")
    stack = stack_of(click.get_current_context())
    if stack is None:
        raise click.UsageError("name the deployed stack: give --stack NAME or set KICKOFF_STACK")
    deployed, here = stack.values.get("Version"), package_version()
    click.echo(f"stack {stack.name}: kickoff {deployed or 'before 0.9.0'}; this package: {here}")
    if deployed and number(deployed) > number(here):
        raise click.ClickException(
            f"the stack is newer than this package: install kickoff {deployed} here. Until then, "
            "this package keeps what the newer one stored, and does not use it"
        )
    found = [*_differences(stack), *_unread(path)]
    if found:
        rows = [(each.part, each.name, each.change) for each in found]
        console().print(text_table(("part", "name", "change"), rows, whole={"part"}))
    concerns = notes(package_file("CHANGELOG.md"), deployed, here)
    for note in concerns:
        click.echo(fill(_line(note), console().width, subsequent_indent="  "))
    if not found and not concerns and deployed == here:
        click.echo("nothing to do")
        return
    click.echo(_HOW)
    sys.exit(1)


def _differences(stack: DeployedStack) -> Iterator[Difference]:
    deployed, here = stack.values.get("Version"), package_version()
    if deployed != here:
        yield Difference("version", "kickoff", f"{deployed or 'none'} -> {here}")
    stored = formats.parse_description(stack.values.get("Formats", ""))
    yield from compare_formats(stored, formats.NUMBERS)
    template = parse_template(package_file("template.yaml"))
    try:
        before = parse_template(read_template(stack, Aws()))
    except TemplateError as error:
        yield Difference("template", stack.name, f"cannot be compared: {error}")
    else:
        yield from compare_templates(before, template, stack.values)


def _unread(path: str) -> Iterator[Difference]:
    """Yield what this version cannot read of the stack's calendar and leases."""
    try:
        load(path)
    except ConfigError as error:
        yield from (Difference("calendar", "", str(each)) for each in error.problems)
    for trouble in connect_leases(path, local=False).leases.read().troubles:
        yield Difference("lease", "", trouble.message)


def _line(note: Note) -> str:
    return f"{note.version}, {note.section.lower()}: {note.text}"
