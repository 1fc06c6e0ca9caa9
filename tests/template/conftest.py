"""The template, and the functions built from it once."""

from pathlib import Path

import pytest

from tests.template.build import make_artifact, sam_build
from tests.template.model import Template, load_template


@pytest.fixture(scope="session")
def template() -> Template:
    return load_template()


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `sam build` makes for deployment: one directory a function."""
    return sam_build(tmp_path_factory.mktemp("build"))


@pytest.fixture(scope="session")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Both functions built for the machine the tests run on, by application."""
    directory = tmp_path_factory.mktemp("artifacts")
    return {
        "warmer": make_artifact("WarmerFunction", directory / "warmer"),
        "prescaler": make_artifact("PrescalerFunction", directory / "prescaler"),
    }
