"""`kickoff iam`: the resource names that a stack's roles may use."""

import click

from kickoff.calendar.sources import load
from operations.cli.access import require_access
from operations.cli.options import file_option
from operations.permissions.stack_parameters import (
    StackAccount,
    StackParametersError,
    caller_account,
    configured_region,
    format_overrides,
    home_parameters,
    member_parameters,
)


@click.command()
@file_option
@click.option("--account", help="The stack's account, 12 digits; default: your credentials'.")
@click.option("--region", help="The stack's region; default: your AWS configuration's.")
@click.option("--role", help="A role_arn of the calendar; prints parameters of deploy/member.yaml.")
@click.option(
    "--tag",
    envvar="KICKOFF_TARGET_TAG",
    show_envvar=True,
    help="Value of the tag `kickoff` on every target; the parameters then name no target.",
)
def iam(
    path: str, account: str | None, region: str | None, role: str | None, tag: str | None
) -> None:
    """Print the parameters of the template, made from the calendar.

    `make deploy` passes them to `sam deploy --parameter-overrides file://PARAMETERS`.
    """
    calendar = load(path)
    try:
        if not (account or role):
            require_access(region)
        region = region or configured_region()
        if role is not None:
            parameters = member_parameters(calendar, role, region, tag)
        else:
            stack = StackAccount(account, region) if account else caller_account(region)
            parameters = home_parameters(calendar, path, stack, tag)
    except StackParametersError as error:
        raise click.UsageError(str(error)) from error
    click.echo(format_overrides(parameters))
