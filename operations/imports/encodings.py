"""The encoding of a fixture list."""

from charset_normalizer import from_bytes

from operations.imports.model import FixtureListError

# Code pages that spreadsheets write, by language: west, central, Cyrillic, Greek, Turkish.
CODE_PAGES = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254"]
_LENIENT = 0.5  # share of unlikely characters: lists have few words
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def decode(content: bytes, encoding: str | None = None) -> tuple[str, str]:
    """Return a text and its encoding: the named one, by its mark, UTF-8, or the likeliest.

    Raises:
        FixtureListError: the content is a workbook, or is not in the named encoding.
    """
    if content.startswith(_WORKBOOKS):
        raise FixtureListError("a workbook of a spreadsheet; save it as CSV")
    if encoding is not None:
        try:
            return content.decode(encoding).removeprefix("\ufeff"), encoding
        except (UnicodeDecodeError, LookupError) as error:
            raise FixtureListError(f"not in the encoding {encoding}: {error}") from None
    if not content.startswith(_MARKS) and b"\0" not in content:
        try:
            return content.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            found = from_bytes(content, cp_isolation=CODE_PAGES, threshold=_LENIENT).best()
    else:
        found = from_bytes(content).best()
    if found is None:
        return content.decode("cp1252", errors="replace"), "cp1252"
    return str(found).removeprefix("\ufeff"), found.encoding
