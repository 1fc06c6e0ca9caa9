import ssl
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kickoff.aws import Aws
from kickoff.place import Place
from tests.unit.warmer.lambda_service import LambdaService, Pool, Request, running
from warmer.adapters.endpoint import EndpointError, Endpoints
from warmer.adapters.transport import Transport
from warmer.model import Code, Function, Result, Warming
from warmer.wave import Waves


def warm_one(waves: Waves, function: Function) -> Result:
    [result] = waves.run([Warming("pricing", function, 1)], deadline=time.time() + 30)
    return result


@pytest.mark.parametrize(
    ("function", "path"),
    [
        (Function("pricing", None, Place()), "/2015-03-31/functions/pricing/invocations"),
        (
            Function("pricing", "live", Place()),
            "/2015-03-31/functions/pricing/invocations?Qualifier=live",
        ),
        (
            Function("pricing", "$LATEST", Place()),
            "/2015-03-31/functions/pricing/invocations?Qualifier=%24LATEST",
        ),
    ],
)
def test_an_invocation_is_synchronous_and_signed_as_boto3_would(
    service: LambdaService, waves: Waves, function: Function, path: str
) -> None:
    warm_one(waves, function)
    [request] = service.requests
    assert request.path == path
    assert request.headers["x-amz-invocation-type"] == "RequestResponse"
    assert request.headers["x-amz-security-token"] == "testing-token"
    claimed = request.headers["authorization"].partition("Signature=")[2]
    assert claimed == botocores_signature(service.url, request)


def botocores_signature(url: str, request: Request) -> str:
    """The signature botocore makes of a request as it was received."""
    authorization = request.headers["authorization"]
    signed = authorization.partition("SignedHeaders=")[2].partition(",")[0].split(";")
    assert "host" in signed
    headers = {name: request.headers[name] for name in signed}
    received = AWSRequest("POST", url + request.path, headers, request.body)
    received.context["timestamp"] = request.headers["x-amz-date"]
    signer = SigV4Auth(Credentials("testing", "testing-secret"), "lambda", "eu-west-1")
    words = signer.string_to_sign(received, signer.canonical_request(received))
    return signer.signature(words, received)


def test_the_endpoint_of_lambda_alone_goes_before_the_general_one(
    service: LambdaService, waves: Waves, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.functions["pricing:live"] = Pool()
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_ENDPOINT_URL_LAMBDA", f"{service.url}/")
    assert warm_one(waves, Function("pricing", "live", Place())).outcome.code is Code.OK


def test_the_signature_is_for_the_region_of_the_target(
    service: LambdaService, waves: Waves
) -> None:
    warm_one(waves, Function("pricing", "live", Place("us-east-1")))
    assert "/us-east-1/lambda/aws4_request" in service.requests[0].headers["authorization"]


@pytest.mark.usefixtures("_identity")
def test_without_an_override_it_is_the_endpoint_boto3_resolves() -> None:
    endpoint = Endpoints(Aws()).find(Place("ap-southeast-2"))
    assert endpoint.line == ("lambda.ap-southeast-2.amazonaws.com", 443, True)


@pytest.mark.usefixtures("_identity")
def test_without_credentials_or_region_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    with pytest.raises(EndpointError, match="credentials") as caught:
        Endpoints(Aws()).find(Place())
    assert caught.value.code is Code.UNREACHABLE
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    with pytest.raises(EndpointError, match="region"):
        Endpoints(Aws()).find(Place())


class RefusingSts(BaseHTTPRequestHandler):
    """A token service that lets nobody assume anything."""

    def do_POST(self) -> None:
        body = (
            b"<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>"
            b"<Message>not authorized to perform: sts:AssumeRole</Message></Error></ErrorResponse>"
        )
        self.send_response(403)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def test_a_role_that_cannot_be_assumed_is_denied(
    waves: Waves, monkeypatch: pytest.MonkeyPatch
) -> None:
    with HTTPServer(("127.0.0.1", 0), RefusingSts) as sts:
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", f"http://127.0.0.1:{sts.server_port}")
        thread = threading.Thread(target=sts.serve_forever)
        thread.start()
        role = "arn:aws:iam::123456789012:role/warmer"
        result = warm_one(waves, Function("pricing", "live", Place("eu-west-1", role)))
        sts.shutdown()
        thread.join()
    assert (result.outcome.code, result.report.sent) == (Code.DENIED, 0)
    assert "sts:AssumeRole" in result.outcome.reason


@pytest.mark.usefixtures("_identity")
def test_over_tls_it_trusts_the_bundle_boto3_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(certified(tmp_path)) as service:
        service.functions["pricing:live"] = Pool()
        monkeypatch.setenv("AWS_ENDPOINT_URL", service.url)
        monkeypatch.setenv("AWS_CA_BUNDLE", str(tmp_path / "certificate.pem"))
        trusting = Waves(Endpoints(Aws()), Transport())
        [result] = trusting.run(
            [Warming("pricing", Function("pricing", "live", Place()), 100)], time.time() + 30
        )
    assert result.report.distinct == 100


def test_over_tls_a_stranger_is_unreachable(
    waves: Waves, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(certified(tmp_path)) as service:
        monkeypatch.setenv("AWS_ENDPOINT_URL", service.url)
        result = warm_one(waves, Function("pricing", "live", Place()))
    assert result.outcome.code is Code.UNREACHABLE
    assert "AWS_CA_BUNDLE" in result.outcome.reason
    assert service.requests == []


def certified(directory: Path) -> ssl.SSLContext:
    """A server's TLS context with a certificate of its own for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    address = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(address, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    (directory / "certificate.pem").write_bytes(pem)
    (directory / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(directory / "certificate.pem", directory / "key.pem")
    return context
