"""S3, in the path style: objects without versions."""

from hashlib import md5
from urllib.parse import unquote
from xml.sax.saxutils import escape

from simulator.cloud import Cloud
from simulator.errors import ServiceError
from simulator.faults import Call
from simulator.wire.arrival import HttpRequest, HttpResponse, arrive, fault_errors

_ERRORS = fault_errors(
    ServiceError("InternalError", "We encountered an internal error.", status=500),
    ServiceError("SlowDown", "Please reduce your request rate.", status=503),
    403,
)


def answer(cloud: Cloud, request: HttpRequest) -> HttpResponse:
    """The response to CreateBucket, PutObject or GetObject."""
    bucket, _, key = unquote(request.path).removeprefix("/").partition("/")
    try:
        call = Call(f"s3.{_operation(request, key)}", {"Bucket": bucket, "Key": key})
        after = arrive(cloud, call, _ERRORS)
        with cloud.lock:
            response = _perform(cloud, call, request)
        if isinstance(after, Exception):
            raise after
    except ServiceError as error:
        code, message = escape(error.code), escape(error.message)
        xml = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
        return HttpResponse(error.status, {"Content-Type": "application/xml"}, xml.encode())
    return response


def _operation(request: HttpRequest, key: str) -> str:
    match request.method, bool(key):
        case ("PUT", False) if "?" not in request.path:
            return "CreateBucket"
        case ("PUT", True) if "?" not in request.path:
            return "PutObject"
        case ("GET", True) if "?" not in request.path:
            return "GetObject"
    message = f"the stand-in has no {request.method} of {request.path}"
    raise ServiceError("NotImplemented", message, status=501)


def _perform(cloud: Cloud, call: Call, request: HttpRequest) -> HttpResponse:
    buckets, bucket, key = cloud.side.buckets, call.parameters["Bucket"], call.parameters["Key"]
    if not key:
        buckets.setdefault(bucket, {})
        return HttpResponse(200, {"Location": f"/{bucket}"}, b"")
    if bucket not in buckets:
        raise ServiceError("NoSuchBucket", "The specified bucket does not exist", status=404)
    objects = buckets[bucket]
    if request.method == "PUT":
        objects[key] = request.body
        return HttpResponse(200, {"ETag": _tag(request.body)}, b"")
    if key not in objects:
        raise ServiceError("NoSuchKey", "The specified key does not exist.", status=404)
    tag = {"ETag": _tag(objects[key])}
    if request.headers.get("If-None-Match") == tag["ETag"]:
        return HttpResponse(304, tag, b"")
    return HttpResponse(200, tag, objects[key])


def _tag(content: bytes) -> str:
    return f'"{md5(content, usedforsecurity=False).hexdigest()}"'
