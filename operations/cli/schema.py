"""`kickoff schema`: what an editor needs to help with a calendar."""

import json

import click

from kickoff.calendar.model.models import json_schema


@click.command()
def schema() -> None:
    """Print the calendar's JSON Schema.

    Editors use it for a file that begins with the line

        # yaml-language-server: $schema=PATH-OR-URL-OF-THE-SCHEMA
    """
    click.echo(json.dumps(json_schema(), indent=2))
