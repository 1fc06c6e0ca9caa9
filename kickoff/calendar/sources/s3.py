"""Calendars in S3: `s3://bucket/key`, or a version of it: `s3://bucket/key?versionId=...`."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from kickoff.aws.errors import AWS_ERRORS, error_name
from kickoff.aws.place import Place
from kickoff.aws.sessions import PATIENCE, Aws
from kickoff.calendar.loading.files import Read, SourceUnavailableError, check_size
from kickoff.calendar.sources.failures import explained

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_NOT_MODIFIED = "304"
_NOT_S3 = "the answer is not S3's: check the proxy and AWS_ENDPOINT_URL"


@dataclass(frozen=True, slots=True)
class _Object:
    """The content read last, and its entity tag."""

    tag: str
    content: bytes


def reader() -> Read:
    """Return a function that reads objects. An unchanged object is not fetched again."""
    client: S3Client = Aws().session(Place()).client("s3", config=PATIENCE)
    known: dict[str, _Object] = {}

    def read(location: str, most: int) -> bytes:
        last = known.get(location)
        request = parse(location) | ({"IfNoneMatch": last.tag} if last else {})
        with explained("s3:GetObject"):
            try:
                found = client.get_object(**request)
            except AWS_ERRORS as error:
                if last is None or error_name(error) != _NOT_MODIFIED:
                    raise
                return last.content
            if "ETag" not in found:
                raise SourceUnavailableError(_NOT_S3)
            check_size(found["ContentLength"], most)
            known[location] = _Object(found["ETag"], found["Body"].read())
        return known[location].content

    return read


def write(location: str, content: bytes) -> None:
    """Write an object. A bucket with versioning keeps the versions before."""
    client: S3Client = Aws().session(Place()).client("s3", config=PATIENCE)
    with explained("s3:PutObject"):
        client.put_object(**parse(location), Body=content, ContentType="application/yaml")


def parse(location: str) -> dict[str, Any]:
    """Return the bucket, the key and an optional version, as parameters of S3 calls.

    Raises:
        SourceUnavailableError: the address names no object.
    """
    parts = urlsplit(location)
    bucket, key = parts.netloc, parts.path.removeprefix("/")
    if not bucket or not key:
        raise SourceUnavailableError("names no object; write it as s3://bucket/key")
    version = parse_qs(parts.query).get("versionId", [])
    return {"Bucket": bucket, "Key": key} | ({"VersionId": version[0]} if version else {})
