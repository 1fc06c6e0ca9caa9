import marshal
import os
import sys
from pathlib import Path
from shutil import which

import pytest

from tests.template.build import sam_build
from tests.template.model import ROOT

MEGABYTE = 1_000_000

PACKAGES = {
    "WarmerFunction": {"kickoff", "warmer"},
    "PrescalerFunction": {"kickoff", "prescaler"},
    "LearnerFunction": {"kickoff", "warmer", "prescaler", "operations"},
    "PreflightFunction": {"kickoff", "warmer", "prescaler", "operations"},
    "FeedsFunction": {"kickoff", "prescaler", "operations"},
    "ValidatorFunction": {"kickoff"},
}
every_function = pytest.mark.parametrize("function", PACKAGES)

SERVICES = {
    "appconfigdata",
    "application-autoscaling",
    "cloudwatch",
    "dynamodb",
    "events",
    "iam",
    "lambda",
    "s3",
    "secretsmanager",
    "sns",
    "ssm",
    "sts",
}


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory that `sam build` makes for deployment, with one directory for each function."""
    return sam_build(tmp_path_factory.mktemp("build"))


@every_function
def test_an_artifact_is_under_60_megabytes_unpacked(build: Path, function: str) -> None:
    size = sum(file.stat().st_size for file in (build / function).rglob("*") if file.is_file())
    assert size < 60 * MEGABYTE


@every_function
def test_an_artifact_has_only_the_packages_that_its_function_needs(
    build: Path, function: str
) -> None:
    packages = {file.parent.name for file in ROOT.glob("*/__init__.py")}
    included = {entry.name for entry in (build / function).iterdir()}
    assert included & packages == PACKAGES[function]
    assert "config.yaml" in included


def test_only_the_warmer_carries_the_native_client(build: Path) -> None:
    assert (build / "WarmerFunction" / "awscrt").is_dir()
    others = PACKAGES.keys() - {"WarmerFunction"}
    assert not any((build / function / "awscrt").exists() for function in others)


@every_function
def test_native_code_is_built_for_lambdas_machine(build: Path, function: str) -> None:
    libraries = list((build / function).rglob("*.so"))
    assert libraries
    for library in libraries:
        # ELF's e_machine, two bytes from the eighteenth: 0xB7 is AArch64.
        assert library.read_bytes()[18:20] == b"\xb7\x00", library


@every_function
def test_an_artifact_has_no_files_that_lambda_never_reads(build: Path, function: str) -> None:
    artifact = build / function
    models = {entry.name for entry in (artifact / "botocore" / "data").iterdir() if entry.is_dir()}
    assert models == SERVICES
    assert [entry for entry in artifact.rglob("*") if entry.name == "tests"] == []
    records = {file.name for file in artifact.glob("*.dist-info/**/*") if file.is_file()}
    assert records == {"METADATA"}


@every_function
@pytest.mark.skipif(
    sys.version_info[:2] != (3, 13), reason="only Lambda's Python version can compile for it"
)
def test_an_artifact_is_compiled_with_paths_of_lambda(build: Path, function: str) -> None:
    artifact = build / function
    for source in artifact.rglob("*.py"):
        compiled = source.parent / "__pycache__" / f"{source.stem}.cpython-313.pyc"
        code = marshal.loads(compiled.read_bytes()[16:])  # noqa: S302 (just built)
        assert code.co_filename == f"/var/task/{source.relative_to(artifact)}"


def test_each_guard_layer_has_the_guard_in_the_folder_of_its_runtime(build: Path) -> None:
    assert _files(build / "PythonGuard") == {"python/kickoff_guard.py"}
    assert _files(build / "NodeGuard") == {
        f"nodejs/kickoff-guard.{kind}" for kind in ("cjs", "d.cts", "d.mts", "mjs")
    }
    jar = "java/lib/kickoff-guard.jar"
    assert _files(build / "JavaGuard") == {jar if which("javac") else "java/KickoffGuard.java"}


def test_the_layer_for_any_function_has_a_script_two_handlers_and_two_programs(
    build: Path,
) -> None:
    layer = build / "AnyGuard"
    programs = {"aarch64": b"\xb7\x00", "x86_64": b"\x3e\x00"} if which("go") else {}
    assert _files(layer) == {
        "kickoff-guard",
        "kickoff/node/kickoff-guard.mjs",
        "kickoff/node/kickoff-wrapper.mjs",
        "kickoff/python/kickoff_guard.py",
        "kickoff/python/kickoff_wrapper.py",
    } | {f"kickoff/proxy-{machine}" for machine in programs}
    assert os.access(layer / "kickoff-guard", os.X_OK)
    for machine, code in programs.items():
        program = layer / "kickoff" / f"proxy-{machine}"
        assert os.access(program, os.X_OK)
        assert program.read_bytes()[18:20] == code
        assert b"ld-linux" not in program.read_bytes()


def _files(directory: Path) -> set[str]:
    return {str(f.relative_to(directory)) for f in directory.rglob("*") if f.is_file()}
