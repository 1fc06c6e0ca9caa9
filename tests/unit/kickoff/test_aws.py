"""Sessions: each process reads AWS' service models once."""

import gzip
import json
import shutil
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import UnknownServiceError

from kickoff.aws.place import Place
from kickoff.aws.sessions import Aws

HERE = Place("eu-west-1")
# A service without operations.
_METADATA = {
    "apiVersion": "2026-11-23",
    "endpointPrefix": "toys",
    "protocol": "rest-json",
    "serviceFullName": "Toys",
    "serviceId": "Toys",
    "signatureVersion": "v4",
    "uid": "toys-2026-11-23",
}
_RULES = {
    "version": "1.0",
    "parameters": {},
    "rules": [
        {
            "type": "endpoint",
            "conditions": [],
            "endpoint": {"url": "https://toys", "properties": {}, "headers": {}},
        }
    ],
}


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of service models with a service that only it has."""
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    service = tmp_path / "toys" / "2026-11-23"
    service.mkdir(parents=True)
    model = {"version": "2.0", "metadata": _METADATA, "operations": {}, "shapes": {}}
    (service / "service-2.json").write_text(json.dumps(model))
    (service / "endpoint-rule-set-1.json").write_text(json.dumps(_RULES))
    return tmp_path


def _title(session: boto3.Session) -> str:
    """Return the name of the folder's service, from a session's client."""
    return str(session.client("toys").meta.service_model.service_id)  # type: ignore[call-overload]


def test_what_one_session_read_of_awss_models_no_other_reads_again(models: Path) -> None:
    assert _title(Aws().session(HERE)) == "Toys"
    shutil.rmtree(models)
    assert _title(Aws().session(HERE)) == "Toys"


def test_a_packed_model_is_read_as_a_plain_one(models: Path) -> None:
    plain = models / "toys" / "2026-11-23" / "service-2.json"
    plain.with_suffix(".json.gz").write_bytes(gzip.compress(plain.read_bytes()))
    plain.unlink()
    assert _title(Aws().session(HERE)) == "Toys"


def test_a_service_without_a_model_is_refused_by_name(models: Path) -> None:
    shutil.rmtree(models / "toys")
    with pytest.raises(UnknownServiceError, match="toys"):
        _title(Aws().session(HERE))
