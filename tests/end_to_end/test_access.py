"""Region and credentials: every verb has the same sentence with the remedy, and sends nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.errors import ServiceError
from simulator.lambda_runtime import aws_environment
from simulator.server import serve
from simulator.side_services import SimulatedStack
from tests.end_to_end.test_fixture_day import CALENDAR, OPENS
from tests.unit.operations.conftest import Result, Run, run

__all__ = ["run"]
STACK = ("--stack", "kickoff")
VERBS = [
    ("prescale",),
    ("prescale", "--dry-run"),
    ("status",),
    ("warm", "pricing", "--count", "2"),
    ("check",),
    ("discover", "--name", "*"),
    ("iam",),
    ("learn", "--target", "prices"),
    ("release", "--local"),
    ("push", "s3://squad/config.yaml"),
    ("plan", "--config", "s3://squad/config.yaml"),
    ("validate", "--config", "ssm:///kickoff/calendar"),
    ("explain", "prices.read", "2026-12-05T12:30Z", "--config", "appconfig://a/b/c"),
    *((verb, *STACK) for verb in ("release", "pause", "history", "stop", "start", "plan")),
]
IDS = [" ".join(verb) for verb in VERBS]
NO_REGION = "no AWS region is configured: set AWS_DEFAULT_REGION"
NO_CREDENTIALS = "no AWS credentials are found: log in"
EXPIRED = "the AWS credentials have expired: log in again"
UNKNOWN = "AWS does not know the credentials: check AWS_PROFILE"


@pytest.fixture
def cloud() -> Cloud:
    cloud = Cloud(Clock(OPENS))
    cloud.add_table("leases", key="lease")
    cloud.side.stacks["kickoff"] = SimulatedStack({"Leases": "leases", "Calendar": "config.yaml"})
    return cloud


@pytest.fixture(autouse=True)
def _laptop(cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder with a calendar on a laptop, before the tests take something away."""
    (tmp_path / "config.yaml").write_text(CALENDAR)
    with serve(cloud) as url, aws_environment(AWS_ENDPOINT_URL=url):
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        monkeypatch.chdir(tmp_path)
        yield


def one_sentence(result: Result, sentence: str) -> None:
    assert result.code == 1
    assert result.out == ""
    assert result.err.startswith(sentence)
    assert result.err.count("\n") == 1


@pytest.mark.parametrize("verb", VERBS, ids=IDS)
class TestEveryVerb:
    def test_without_a_region(
        self, run: Run, verb: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, cloud: Cloud
    ) -> None:
        monkeypatch.delenv("AWS_DEFAULT_REGION")
        one_sentence(run(*verb), NO_REGION)
        assert not cloud.calls

    def test_without_credentials(
        self, run: Run, verb: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, cloud: Cloud
    ) -> None:
        monkeypatch.delenv("AWS_ACCESS_KEY_ID")
        monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
        one_sentence(run(*verb), NO_CREDENTIALS)
        assert not cloud.calls

    def test_with_an_unknown_profile(
        self, run: Run, verb: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, cloud: Cloud
    ) -> None:
        monkeypatch.setenv("AWS_PROFILE", "nobody")
        one_sentence(run(*verb), "The config profile (nobody) could not be found: set AWS_PROFILE")
        assert not cloud.calls

    @pytest.mark.parametrize(
        ("code", "sentence"), [("ExpiredToken", EXPIRED), ("InvalidClientTokenId", UNKNOWN)]
    )
    def test_with_credentials_that_aws_refuses(
        self, run: Run, verb: tuple[str, ...], cloud: Cloud, code: str, sentence: str
    ) -> None:
        refused = ServiceError(code, "The security token is not valid", status=403)
        cloud.faults.stand(lambda call: call.operation == "sts.GetCallerIdentity", refused)
        one_sentence(run(*verb), sentence)
        assert {call.operation for call in cloud.calls} <= {"sts.GetCallerIdentity"}


def test_an_sts_that_does_not_answer_stops_nothing(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:9")
    assert run("history", *STACK).out == "no changes of capacity yet\n"


def test_a_local_calendar_needs_no_account(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    for verb in (("plan",), ("validate",), ("pause", "--local"), ("history", "--local")):
        assert run(*verb).code == 0
