"""The `kickoff` command: runs a verb, and prints errors of the calendar and of AWS as text."""

import os
import sys
from importlib import import_module
from io import TextIOWrapper

import click

from kickoff.calendar import ConfigError
from kickoff.calendar.loading.files import SourceUnavailableError
from kickoff.calendar.model.problems import choices
from kickoff.outcome import Failure
from operations.cli.first_tick import with_age
from operations.cli.interruption import INTERRUPTED

# A verb's module is imported on use: importing AWS libraries is slow, and only some need them.
_VERBS = {
    "validate": "operations.cli.validate",
    "import": "operations.cli.import_",
    "plan": "operations.cli.plan",
    "push": "operations.cli.push",
    "add": "operations.cli.add",
    "move": "operations.cli.move",
    "cancel": "operations.cli.cancel",
    "boost": "operations.cli.boost",
    "undo": "operations.cli.undo",
    "explain": "operations.cli.explain",
    "warm": "operations.cli.warm",
    "prescale": "operations.cli.prescale",
    "status": "operations.cli.status",
    "check": "operations.cli.check",
    "ready": "operations.cli.ready",
    "feed": "operations.cli.feed",
    "history": "operations.cli.history",
    "release": "operations.cli.release",
    "pause": "operations.cli.pause",
    "stop": "operations.cli.stop",
    "start": "operations.cli.start",
    "review": "operations.cli.review",
    "discover": "operations.cli.discover",
    "iam": "operations.cli.iam",
    "learn": "operations.cli.learn",
    "backtest": "operations.cli.backtest",
    "demo": "operations.cli.demo",
    "schema": "operations.cli.schema",
    "upgrade": "operations.cli.upgrade",
}
WRONG_USE = 2
CLOSED_PIPE = 141


class _ClosedPipeError(Exception):
    """The reader of the output is gone. click would make an exit with 1 of the original error."""


class _Verbs(click.Group):
    """The verbs by name, in the usual order of use."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        return list(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        if cmd_name not in _VERBS:
            raise click.UsageError(f"no verb {cmd_name!r}{choices(cmd_name, _VERBS)}", ctx)
        package, _, name = _VERBS[cmd_name].rpartition(".")
        command = getattr(import_module(f"{package}.{name}"), name)
        assert isinstance(command, click.Command)  # noqa: S101 (each module defines its verb)
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _ClosedPipeError from error
        except ConfigError as error:
            raise with_age(error, ctx) from None


@click.command(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kickoff", prog_name="kickoff")
def kickoff() -> None:
    """Get an AWS account ready before a known event starts."""


def main() -> None:
    """Run the command; exit 0 for done, 1 for findings, 2 for wrong use or configuration.

    130 is an interruption by a person. 141 is a reader that closed its pipe, such as `head`.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # an ASCII terminal shows ? for other characters
    try:
        code = _run()
        sys.stdout.flush()
    except (BrokenPipeError, _ClosedPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = CLOSED_PIPE
    sys.exit(code)


def _run() -> int:
    """Run the command, and print its error as a sentence; return the exit code."""
    try:
        code = kickoff(prog_name="kickoff", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort as abort:
        interrupted = isinstance(abort.__cause__, KeyboardInterrupt)
        click.echo("interrupted" if interrupted else "aborted", err=True)
        return INTERRUPTED if interrupted else 1
    except ConfigError as error:
        click.echo(str(error), err=True)
        return WRONG_USE
    except SourceUnavailableError as error:
        click.echo(f"the store of the calendar cannot be used: {error}", err=True)
        return 1
    except Failure as failure:
        click.echo(f"{failure.outcome.code}: {failure.outcome.message}", err=True)
        return 1
