from pathlib import Path

import pytest

from tests.unit.simulator.certificates import self_signed
from tests.unit.warmer.lambda_service import Pool, running
from tests.unit.warmer.pinging import new_sender, warm_one
from warmer.model import PingCode
from warmer.waves.sender import WaveSender


@pytest.mark.usefixtures("_identity")
def test_a_certificate_in_the_bundle_of_boto3_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(self_signed(tmp_path)[0]) as service:
        service.functions["pricing:live"] = Pool()
        monkeypatch.setenv("AWS_ENDPOINT_URL", service.url)
        monkeypatch.setenv("AWS_CA_BUNDLE", str(tmp_path / "certificate.pem"))
        result = warm_one(new_sender(), count=100)
    assert result.report.distinct == 100


def test_a_service_with_an_unknown_certificate_is_unreachable(
    sender: WaveSender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(self_signed(tmp_path)[0]) as service:
        monkeypatch.setenv("AWS_ENDPOINT_URL", service.url)
        result = warm_one(sender)
    assert result.code is PingCode.UNREACHABLE
    assert "AWS_CA_BUNDLE" in result.reason
    assert service.requests == []


@pytest.mark.usefixtures("_identity")
def test_an_unreadable_bundle_is_named_in_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(self_signed(tmp_path)[0]) as service:
        monkeypatch.setenv("AWS_ENDPOINT_URL", service.url)
        monkeypatch.setenv("AWS_CA_BUNDLE", "/nowhere/bundle.pem")
        result = warm_one(new_sender())
    assert result.code is PingCode.UNREACHABLE
    assert "/nowhere/bundle.pem cannot be read" in result.reason
    assert "AWS_CA_BUNDLE" in result.reason
