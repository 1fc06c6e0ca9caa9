"""Build a release: everything that a deployment needs, without this repository.

    .venv/bin/python -m scripts.release DIRECTORY arm64|x86_64

DIRECTORY gets the wheel of the command, the templates, an archive for each function and layer, and
their checksums. The same sources and the same Python make the same bytes. The functions have no
calendar in their bundle: the packaged template requires an address.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

from scripts.archive import write_archive
from scripts.packaged_template import Artifact, artifacts, packaged

ROOT = Path(__file__).parents[1]
COPIES = {
    "CHANGELOG.md": "CHANGELOG.md",
    "docs/release.md": "README.md",
    "deploy/appconfig.yaml": "appconfig.yaml",
    "deploy/member.yaml": "member.yaml",
    "requirements/cli.txt": "requirements.txt",
}
SUMS = "SHA256SUMS"


def main(directory: str, machine: str) -> None:
    """Build into an empty directory, then put it in place of the one before."""
    to = Path(directory).absolute()
    with tempfile.TemporaryDirectory(dir=to.parent) as made:
        release = Path(made, "release")
        release.mkdir()
        _build(release, machine)
        if to.exists():
            shutil.rmtree(to)
        release.rename(to)
    print(f"kickoff: the release is in {directory}; its README.md says how to deploy it")


def _build(release: Path, machine: str) -> None:
    template = (ROOT / "template.yaml").read_text("utf-8")
    for artifact in artifacts(template):
        print(f"kickoff: building {artifact.path}")
        with tempfile.TemporaryDirectory() as made:
            _run(*_command(artifact, made, machine))
            write_archive(Path(made), release / artifact.path)
    (release / "template.yaml").write_text(packaged(template), "utf-8")
    for source, name in COPIES.items():
        shutil.copyfile(ROOT / source, release / name)
    wheel = ("-m", "hatchling", "build", "--target", "wheel", "--directory", str(release))
    _run(sys.executable, *wheel)
    (release / SUMS).write_text(_sums(release), "utf-8")


def _command(artifact: Artifact, directory: str, machine: str) -> tuple[str, ...]:
    if artifact.is_layer:
        return ("make", f"build-{artifact.resource}", f"ARTIFACTS_DIR={directory}")
    return ("scripts/build-function", artifact.function, directory, machine, "--without-calendar")


def _run(*command: str) -> None:
    # The date of every file in the wheel: archives know none before 1980.
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "315532800"}
    subprocess.run(command, cwd=ROOT, env=environment, stdout=sys.stderr, check=True)  # noqa: S603 (fixed commands)


def _sums(release: Path) -> str:
    """Return the checksums as `sha256sum --check` reads them."""
    files = sorted(each for each in release.rglob("*") if each.is_file())
    return "".join(
        f"{sha256(each.read_bytes()).hexdigest()}  {each.relative_to(release)}\n" for each in files
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
