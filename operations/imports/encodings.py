"""The encoding of a fixture list."""

import re

from charset_normalizer import from_bytes

from operations.imports.model import FixtureListError

# Code pages that spreadsheets write: of Latin letters (west, central, Turkish), and of others.
_LATIN = ["cp1252", "cp1250", "cp1254"]
_OTHER = ["cp1251", "koi8_r", "cp1253"]
CODE_PAGES = [*_LATIN, *_OTHER]
_WORD = re.compile(rb"[A-Za-z\x80-\xff]+")
_FOREIGN_WORD = re.compile(rb"[\x80-\xff]{2,}")
_LENIENT = 0.5  # share of unlikely characters: lists have few words
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def decode(content: bytes, encoding: str | None = None) -> tuple[str, str]:
    """Return a text and its encoding: the named one, by its mark, UTF-8, or the likeliest.

    Raises:
        FixtureListError: the content is a workbook, is not in the named encoding, or in none that
            is known.
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
            found = from_bytes(content, cp_isolation=_pages(content), threshold=_LENIENT).best()
    else:
        found = from_bytes(content).best()
    if found is None:
        return _western(content)
    return str(found).removeprefix("\ufeff"), found.encoding


def _western(content: bytes) -> tuple[str, str]:
    try:
        return content.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        raise FixtureListError(
            "its encoding is not known; give --encoding, such as shift_jis, or save it as UTF-8"
        ) from None


def _pages(content: bytes) -> list[str]:
    """Return the likely code pages. Short lists of Cyrillic or Greek also look like Latin ones.

    A Latin word has few letters beyond ASCII; a word of another script has no ASCII letter.
    """
    words = [word for word in _WORD.findall(content) if not word.isascii()]
    foreign = sum(_FOREIGN_WORD.fullmatch(word) is not None for word in words)
    return _OTHER if foreign * 2 > len(words) else _LATIN
