"""Functions of other accounts are pinged with a role of that account."""

from collections.abc import Iterator

import pytest

from kickoff.aws.place import Place
from tests.unit.warmer.lambda_service import LambdaService, Pool
from tests.unit.warmer.pinging import warm_one
from tests.unit.warmer.sockets import listening
from tests.unit.warmer.token_service import TokenService
from warmer.model import FunctionRef, PingCode
from warmer.waves.sender import WaveSender

ROLE = "arn:aws:iam::123456789012:role/warmer"


@pytest.fixture
def tokens(_identity: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[TokenService]:
    tokens = TokenService()
    with listening(tokens.serve) as port:
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", f"http://127.0.0.1:{port}")
        yield tokens


def remote(external_id: str | None = None) -> FunctionRef:
    return FunctionRef("pricing", "live", Place("us-east-1", ROLE, external_id))


def test_a_function_of_another_account_is_pinged_in_its_role_and_region(
    tokens: TokenService, service: LambdaService, sender: WaveSender
) -> None:
    tokens.roles[ROLE] = "squad-7"
    service.functions["pricing:live"] = Pool()
    for _ in range(2):
        assert warm_one(sender, remote("squad-7")).code is PingCode.OK
    for ping in service.requests:
        assert "Credential=key-of-warmer/" in ping.headers["authorization"]
        assert "/us-east-1/lambda/aws4_request" in ping.headers["authorization"]
        assert ping.headers["x-amz-security-token"] == "token-of-warmer"
    [request] = tokens.requests
    assert (request["RoleArn"], request["ExternalId"]) == (ROLE, "squad-7")


@pytest.mark.parametrize("external_id", [None, "squad-8"])
def test_without_the_right_external_id_the_role_is_denied(
    tokens: TokenService, service: LambdaService, sender: WaveSender, external_id: str | None
) -> None:
    tokens.roles[ROLE] = "squad-7"
    result = warm_one(sender, remote(external_id))
    assert (result.code, result.report.sent, service.requests) == (PingCode.DENIED, 0, [])
    assert "sts:AssumeRole" in result.reason


def test_a_role_without_an_external_id_needs_none(
    tokens: TokenService, service: LambdaService, sender: WaveSender
) -> None:
    tokens.roles[ROLE] = None
    service.functions["pricing:live"] = Pool()
    assert warm_one(sender, remote()).code is PingCode.OK
    assert "ExternalId" not in tokens.requests[0]
