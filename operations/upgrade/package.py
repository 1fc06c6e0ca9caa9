"""This package: its version, its template and its changelog."""

from importlib.metadata import version
from pathlib import Path

_HERE = Path(__file__).parent
_REPOSITORY = Path(__file__).parents[2]


def package_version() -> str:
    """Return the version of the installed command."""
    return version("kickoff")


def package_file(name: str) -> str:
    """Return the text of template.yaml or CHANGELOG.md: beside this file in a wheel, else above."""
    packed = _HERE / name
    return (packed if packed.is_file() else _REPOSITORY / name).read_text("utf-8")
