import gc

import boto3
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from kickoff.aws.place import Place
from kickoff.aws.sessions import Aws
from tests.unit.warmer.lambda_service import LambdaService, Pool, Request
from tests.unit.warmer.pinging import warm_one
from warmer.adapters.endpoint import EndpointError, Endpoints
from warmer.model import FunctionRef, PingCode
from warmer.waves.sender import WaveSender


@pytest.mark.parametrize(
    ("function", "path"),
    [
        (FunctionRef("pricing", None, Place()), "/2015-03-31/functions/pricing/invocations"),
        (
            FunctionRef("pricing", "live", Place()),
            "/2015-03-31/functions/pricing/invocations?Qualifier=live",
        ),
        (
            FunctionRef("pricing", "7", Place()),
            "/2015-03-31/functions/pricing/invocations?Qualifier=7",
        ),
        (
            FunctionRef("pricing", "$LATEST", Place()),
            "/2015-03-31/functions/pricing/invocations?Qualifier=%24LATEST",
        ),
    ],
)
def test_an_invocation_is_synchronous_and_signed_as_boto3_signs_it(
    service: LambdaService, sender: WaveSender, function: FunctionRef, path: str
) -> None:
    warm_one(sender, function)
    [request] = service.requests
    assert request.path == path
    assert request.headers["x-amz-invocation-type"] == "RequestResponse"
    assert request.headers["x-amz-security-token"] == "testing-token"
    claimed = request.headers["authorization"].partition("Signature=")[2]
    assert claimed == botocores_signature(service.url, request)


def botocores_signature(url: str, request: Request) -> str:
    """Return botocore's signature of a received request."""
    authorization = request.headers["authorization"]
    signed = authorization.partition("SignedHeaders=")[2].partition(",")[0].split(";")
    assert "host" in signed
    headers = {name: request.headers[name] for name in signed}
    received = AWSRequest("POST", url + request.path, headers, request.body)
    received.context["timestamp"] = request.headers["x-amz-date"]
    signer = SigV4Auth(Credentials("testing", "testing-secret"), "lambda", "eu-west-1")
    to_sign = signer.string_to_sign(received, signer.canonical_request(received))
    return signer.signature(to_sign, received)


def test_the_endpoint_of_lambda_takes_precedence_over_the_general_one(
    service: LambdaService, sender: WaveSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.functions["pricing:live"] = Pool()
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_ENDPOINT_URL_LAMBDA", f"{service.url}/")
    assert warm_one(sender).code is PingCode.OK


def test_the_signature_names_the_region_of_the_target(
    service: LambdaService, sender: WaveSender
) -> None:
    warm_one(sender, FunctionRef("pricing", "live", Place("us-east-1")))
    assert "/us-east-1/lambda/aws4_request" in service.requests[0].headers["authorization"]


@pytest.mark.parametrize("region", ["ap-southeast-2", "us-gov-west-1", "cn-north-1"])
@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"AWS_USE_FIPS_ENDPOINT": "true"},
        {"AWS_USE_DUALSTACK_ENDPOINT": "true"},
        {"AWS_USE_FIPS_ENDPOINT": "true", "AWS_USE_DUALSTACK_ENDPOINT": "true"},
    ],
    ids=["plain", "fips", "dual-stack", "both"],
)
@pytest.mark.usefixtures("_identity")
def test_a_ping_has_the_same_url_as_an_invocation_by_boto3(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], region: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    endpoint = Endpoints(Aws()).find(Place(region))
    assert f"https://{endpoint.target.host}{endpoint.path}/" == boto3s(region)
    assert (endpoint.target.port, endpoint.target.tls, endpoint.region) == (443, True, region)


def boto3s(region: str) -> str:
    """Return the URL of an invocation by boto3, without the path of the API."""
    client = boto3.Session(region_name=region).client("lambda")
    url = client.generate_presigned_url("invoke", {"FunctionName": "pricing"})
    return url.partition("2015-03-31/functions/pricing/invocations")[0]


@pytest.mark.usefixtures("_identity")
def test_the_models_of_boto3_are_excluded_from_garbage_collection() -> None:
    """A collection in the middle of a wave would hold all its containers longer."""
    gc.unfreeze()
    endpoints = Endpoints(Aws())
    endpoints.find(Place("eu-west-1"))
    frozen = gc.get_freeze_count()
    later: list[list[int]] = [[] for _ in range(1_000)]
    endpoints.find(Place("eu-west-1"))
    assert frozen > 10_000
    assert gc.get_freeze_count() < frozen + len(later)


@pytest.mark.usefixtures("_identity")
def test_missing_credentials_or_region_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    with pytest.raises(EndpointError, match=r"credentials: set AWS_PROFILE") as caught:
        Endpoints(Aws()).find(Place())
    assert caught.value.code is PingCode.UNREACHABLE
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    with pytest.raises(EndpointError, match=r"region\. Give the target a region"):
        Endpoints(Aws()).find(Place())
