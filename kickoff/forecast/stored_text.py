"""Learned numbers as text for a store: compressed JSON in base 64."""

from base64 import b64decode, b64encode
from zlib import compress, decompressobj
from zlib import error as zlib_error

_LARGEST = 20_000_000


class CorruptForecastError(Exception):
    """A stored text with a form or a number that learning cannot produce."""


def pack(json: bytes) -> str:
    """Return a text of about a quarter of the size."""
    return b64encode(compress(json)).decode()


def unpack(text: str) -> bytes:
    """Return the JSON of a packed text.

    Raises:
        CorruptForecastError: the text is not packed, cut off, or larger than 20 MB.
    """
    try:
        decompressor = decompressobj()
        json = decompressor.decompress(b64decode(text, validate=True), _LARGEST)
    except (ValueError, zlib_error) as fault:
        raise CorruptForecastError(f"it is not compressed JSON: {fault}") from None
    if not decompressor.eof:
        raise CorruptForecastError("it is cut off, or larger than 20 MB")
    return json
