import re

import pytest

from tests.template.model import ROOT

FILES = sorted(path.stem for path in (ROOT / "requirements").glob("*.txt"))

PIN = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+?)(?P<marker> ; [^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


def lines(name: str) -> list[str]:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    return [line for line in text.splitlines() if not line.startswith("#")]


def pins(name: str) -> set[tuple[str, str]]:
    found = [PIN.match(line) for line in lines(name)]
    return {(pin["name"], pin["version"]) for pin in found if pin}


@pytest.mark.parametrize("name", FILES)
def test_only_pins_and_checksums_are_written_and_no_place_to_download_from(name: str) -> None:
    assert [line for line in lines(name) if not PIN.match(line) and not HASH.match(line)] == []


@pytest.mark.parametrize("name", ["cli", "warmer", "prescaler"])
def test_what_is_tested_is_what_is_used(name: str) -> None:
    assert pins(name) <= pins("dev")


@pytest.mark.parametrize("name", ["warmer", "prescaler"])
def test_what_is_built_does_not_depend_on_the_python_that_builds(name: str) -> None:
    # pip judges a marker by the interpreter it runs in, not by the one it downloads for.
    assert not any(" ; " in line for line in lines(name))
