"""`kickoff schema`: the JSON Schema of a calendar, for editors."""

import json

import click

from kickoff.calendar.model.file_keys import json_schema


@click.command()
def schema() -> None:
    """Print the calendar's JSON Schema.

    An editor uses it for a file that begins with this line:

        # yaml-language-server: $schema=PATH-OR-URL-OF-THE-SCHEMA
    """
    click.echo(json.dumps(json_schema(), indent=2))
