"""Archives that depend on names, contents and the right to execute alone: no dates, no owners."""

import stat
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo


def write_archive(directory: Path, to: Path) -> None:
    """Write the files of a directory into a .zip file."""
    to.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(to, "w", ZIP_DEFLATED) as archive:
        for file in sorted(each for each in directory.rglob("*") if each.is_file()):
            entry = ZipInfo(str(file.relative_to(directory)))  # of 1980
            entry.compress_type = ZIP_DEFLATED
            mode = 0o755 if file.stat().st_mode & stat.S_IXUSR else 0o644
            entry.external_attr = (stat.S_IFREG | mode) << 16
            entry.create_system = 3  # Unix, wherever it is built
            archive.writestr(entry, file.read_bytes())
