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
def test_a_file_has_only_pins_and_checksums_and_no_download_address(name: str) -> None:
    assert [line for line in lines(name) if not PIN.match(line) and not HASH.match(line)] == []


@pytest.mark.parametrize("name", ["cli", "warmer", "prescaler"])
def test_deployed_versions_are_the_tested_versions(name: str) -> None:
    assert pins(name) <= pins("dev")


@pytest.mark.parametrize("name", ["warmer", "prescaler"])
def test_a_build_does_not_depend_on_the_building_python(name: str) -> None:
    # pip evaluates markers for its own interpreter, not for the target.
    assert not any(" ; " in line for line in lines(name))
