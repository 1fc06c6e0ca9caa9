"""`kickoff iam`: the names that a stack's roles may touch, and no others."""

import click

from kickoff.aws.errors import AWS_ERRORS
from kickoff.aws.place import Place
from kickoff.aws.sessions import Aws
from kickoff.calendar.sources import load
from operations.cli import grants
from operations.cli.grants import Account
from operations.cli.options import config_option


@click.command()
@config_option
@click.option("--account", help="The stack's account, 12 digits; that of your credentials.")
@click.option("--region", help="The stack's region; that of your configuration.")
@click.option("--role", help="A role_arn of the calendar: what deploy/member.yaml is to be told.")
def iam(path: str, account: str | None, region: str | None, role: str | None) -> None:
    """Print the parameters of the template, from the calendar.

    `make deploy` hands them to `sam deploy --parameter-overrides file://PARAMETERS`.
    """
    calendar = load(path)
    try:
        where = region or _region()
        if role is None:
            here = Account(account, where) if account else _account(where)
            found = grants.home(calendar, path, here)
        else:
            found = grants.member(calendar, role, where)
    except grants.UngrantableError as error:
        raise click.UsageError(str(error)) from error
    click.echo(grants.overrides(found))


def _region() -> str:
    region = Aws().session(Place()).region_name
    if region is None:
        raise click.UsageError("no region: give --region, or set AWS_DEFAULT_REGION")
    return region


def _account(region: str) -> Account:
    """The account of the credentials at hand."""
    try:
        caller = Aws().session(Place(region)).client("sts").get_caller_identity()
    except AWS_ERRORS as error:
        raise click.UsageError(f"no account: give --account, or credentials ({error})") from error
    _, partition, *_ = caller["Arn"].split(":")
    return Account(caller["Account"], region, partition)
