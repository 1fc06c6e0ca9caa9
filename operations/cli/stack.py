"""The option `--stack`: a command uses leases, calendar, region and caps of a deployed stack."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from kickoff.aws.place import region_of
from kickoff.calendar.loading.files import is_address
from operations.cli.access import require_access

if TYPE_CHECKING:
    from operations.deployed_stack import DeployedStack

_Command = Callable[..., Any]
_STACK = "kickoff.stack"


def stack_option(command: _Command) -> _Command:
    """Add the option `--stack NAME`: the command takes the stack's leases, region and caps.

    Outputs replace the variables of the environment while the command runs. `KICKOFF_STACK` beside
    `KICKOFF_LEASE_TABLE` reads no output: those variables then describe the stack.
    """
    return click.option(
        "--stack",
        metavar="NAME",
        envvar="KICKOFF_STACK",
        show_envvar=True,
        is_eager=True,
        expose_value=False,
        callback=_bind,
        help="A deployed stack, by name or ARN: use its leases, calendar, region and caps.",
    )(command)


def stack_of(context: click.Context) -> "DeployedStack | None":
    """Return the stack that a command is bound to by its outputs."""
    found: DeployedStack | None = context.meta.get(_STACK)
    return found


def _bind(context: click.Context, parameter: click.Parameter, name: str | None) -> None:
    if not name or context.resilient_parsing:
        return
    given = context.get_parameter_source(str(parameter.name)) is ParameterSource.COMMANDLINE
    if not given and os.environ.get("KICKOFF_LEASE_TABLE"):
        return
    require_access(region_of(name))
    # Imported on use: the libraries of AWS are slow to import, and most commands name no stack.
    from kickoff.aws.sessions import Aws  # noqa: PLC0415
    from operations.deployed_stack import StackError, read_stack  # noqa: PLC0415

    try:
        stack = read_stack(name, Aws())
    except StackError as error:
        raise click.UsageError(str(error)) from None
    context.meta[_STACK] = stack
    context.with_resource(_variables(stack.environment))


def calendar_of_stack(context: click.Context, parameter: click.Parameter, path: str) -> str:
    """Return the calendar of the stack, unless a person gave one with the command."""
    given = context.get_parameter_source(str(parameter.name)) is ParameterSource.COMMANDLINE
    stack = stack_of(context)
    return calendar_address(stack.calendar if stack and not given else path)


def calendar_address(path: str) -> str:
    """Return the location of a calendar; check region and credentials if that is an address."""
    if is_address(path):
        require_access()
    return path


@contextmanager
def _variables(values: Mapping[str, str]) -> Iterator[None]:
    """Set variables of the environment for the time of a command."""
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
