from pathlib import Path

import pytest

from tests.unit.simulator.certificates import self_signed
from tests.unit.warmer.lambda_service import Pool, running
from tests.unit.warmer.pinging import cold, warm_one
from warmer.model import PingCode
from warmer.waves.sender import WaveSender


@pytest.mark.usefixtures("_identity")
def test_over_tls_it_trusts_the_bundle_boto3_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(self_signed(tmp_path)[0]) as service:
        service.functions["pricing:live"] = Pool()
        monkeypatch.setenv("AWS_ENDPOINT_URL", service.url)
        monkeypatch.setenv("AWS_CA_BUNDLE", str(tmp_path / "certificate.pem"))
        result = warm_one(cold(), count=100)
    assert result.report.distinct == 100


def test_over_tls_a_stranger_is_unreachable(
    waves: WaveSender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(self_signed(tmp_path)[0]) as service:
        monkeypatch.setenv("AWS_ENDPOINT_URL", service.url)
        result = warm_one(waves)
    assert result.outcome.code is PingCode.UNREACHABLE
    assert "AWS_CA_BUNDLE" in result.outcome.reason
    assert service.requests == []


@pytest.mark.usefixtures("_identity")
def test_a_bundle_that_cannot_be_read_is_an_outcome_that_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(self_signed(tmp_path)[0]) as service:
        monkeypatch.setenv("AWS_ENDPOINT_URL", service.url)
        monkeypatch.setenv("AWS_CA_BUNDLE", "/nowhere/bundle.pem")
        result = warm_one(cold())
    assert result.outcome.code is PingCode.UNREACHABLE
    assert "/nowhere/bundle.pem cannot be read" in result.outcome.reason
    assert "AWS_CA_BUNDLE" in result.outcome.reason
