"""Learned numbers as text for a store: compressed JSON in base 64, with its format number."""

from base64 import b64decode, b64encode
from typing import Any, NamedTuple
from zlib import compress, decompressobj
from zlib import error as zlib_error

from pydantic import TypeAdapter, ValidationError

from kickoff import formats

_LARGEST = 20_000_000


class CorruptForecastError(Exception):
    """A stored text with a form or a number that learning cannot produce."""


class NewerForecastError(CorruptForecastError):
    """A stored text of a newer kickoff: it is kept and not used."""


class Unpacked(NamedTuple):
    """The JSON of a stored text, and the number of its format."""

    json: bytes
    format: int


def pack(json: bytes, format_: int) -> str:
    """Return a text of about a quarter of the size."""
    packed = b64encode(compress(json)).decode()
    return f'{{"format":{format_},"packed":"{packed}"}}'


def unpack(text: str, known: int) -> Unpacked:
    """Return the JSON of a text, packed or not.

    Raises:
        NewerForecastError: the text has a newer format than the known one.
        CorruptForecastError: the text is not valid, cut off, or larger than 20 MB.
    """
    try:
        record = TypeAdapter(dict[str, Any]).validate_json(text)
    except ValidationError as error:
        raise CorruptForecastError(error.errors()[0]["msg"]) from None
    found = record.get("format", formats.FIRST)
    if formats.is_newer(found, known):
        raise NewerForecastError(formats.refusal("it", found, known))
    if "packed" not in record:
        return Unpacked(text.encode(), formats.FIRST)
    return Unpacked(_decompressed(str(record["packed"])), known)


def _decompressed(packed: str) -> bytes:
    try:
        decompressor = decompressobj()
        json = decompressor.decompress(b64decode(packed, validate=True), _LARGEST)
    except (ValueError, zlib_error) as fault:
        raise CorruptForecastError(f"it is not compressed JSON: {fault}") from None
    if not decompressor.eof:
        raise CorruptForecastError("it is cut off, or larger than 20 MB")
    return json
