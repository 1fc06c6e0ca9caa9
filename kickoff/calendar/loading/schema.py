"""The calendar's JSON Schema, made from its models."""

from typing import Any

from kickoff.calendar.model.models import CalendarFile

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_COMMENT = "Editors use this for a file that begins: # yaml-language-server: $schema=<path of this>"


def schema() -> dict[str, Any]:
    """The schema of a calendar, JSON Schema 2020-12."""
    return {"$schema": _DIALECT, "$comment": _COMMENT, **CalendarFile.model_json_schema()}
