"""Messages for pydantic's errors: the value, the accepted values, the nearest key."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from kickoff.calendar.loading.other_keys import hint
from kickoff.calendar.model.file_keys import CalendarFile
from kickoff.calendar.model.problems import Path, PathProblem, choices
from kickoff.calendar.model.targets import KINDS

_SHOWN_VALUE = 60
_ACCEPTED = {
    "int_type": "a whole number",
    "string_type": "text",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
}
_DECIMAL = re.compile(r"Decimal\('(.*?)'\)")


def diagnose(error: ValidationError) -> Iterator[PathProblem]:
    """Yield a problem for each error, at its path in the file.

    A misspelled key is one problem: the key that it stands for is not missing too.
    """
    details = error.errors(include_url=False)
    misspelled = {
        (*detail["loc"][:-1], meant)
        for detail in details
        if detail["type"] == "extra_forbidden" and (meant := _meant(detail["loc"]))
    }
    for detail in details:
        path = _path(detail["loc"])
        match detail["type"]:
            case "missing" if detail["loc"] in misspelled:
                continue
            case "missing":
                yield PathProblem(path, "missing, but required")
            case "extra_forbidden":
                advice = hint(path) or choices(str(path[-1]), _keys(detail["loc"][:-1]))
                cause = f"unknown key {path[-1]!r} in {path[0]}"
                yield PathProblem(path, f"unknown key{advice}", at_key=True, cause=cause)
            case _ if path[-2:] == (detail["input"], "[key]"):
                message = f"{_short(path[-2])} is not a valid name; {detail['msg'].lower()}"
                yield PathProblem(path[:-1], message, at_key=True)
            case _:
                accepted = _ACCEPTED.get(detail["type"]) or _expected(detail["msg"])
                got = detail.get("ctx", {}).get("got") or _short(detail["input"])
                yield PathProblem(path, f"got {got}; accepted: {accepted}")


def _meant(loc: Path) -> str | None:
    """Return the key that an unknown key stands for: by its spelling, or as other tools name it."""
    key, known = str(loc[-1]), _keys(loc[:-1])
    name, advice = key.partition(":")[0], hint(_path(loc))
    named = [each for each in known if f"; use {each}" == advice.partition(",")[0]]
    near = get_close_matches(name, known, n=1)
    return next(iter([*named, *near]), None)


def _path(loc: Path) -> Path:
    """Return the path in the file: pydantic's path without the tag for the kind of target."""
    is_tagged = loc[:1] == ("targets",) and loc[2:3] and loc[2] in KINDS
    return loc[:2] + loc[3:] if is_tagged else loc


def _expected(message: str) -> str:
    plain = _DECIMAL.sub(r"\1", message)
    return plain.removeprefix("Input should be ").removeprefix("a valid ")


def _short(value: object) -> str:
    match value:
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case _:
            text = repr(value)
            return text if len(text) <= _SHOWN_VALUE else text[:_SHOWN_VALUE] + "..."


def _keys(loc: Path) -> list[str]:
    """Return the keys accepted in the mapping at a location."""
    models: list[type[BaseModel]] = [CalendarFile]
    is_name = False  # the next part is a name or an index in the file, not a field
    for part in loc:
        if is_name:
            is_name = False
        elif part in KINDS:
            models = [KINDS[str(part)]]
        else:
            annotation = next(field for key, field in _fields(models) if key == part)
            models, is_name = list(_models(annotation)), get_origin(annotation) in {dict, tuple}
    return [key for key, _ in _fields(models)]


def _fields(models: list[type[BaseModel]]) -> Iterator[tuple[str, Any]]:
    for model in models:
        for name, field in model.model_fields.items():
            yield field.alias or name, field.annotation


def _models(annotation: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401 (any annotation)
    """Yield the models that an annotation mentions."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)
