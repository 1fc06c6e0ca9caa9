"""`make verify-aws`, with a stand-in as the account."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.server import serve
from tests.recorded.costs import most
from tests.recorded.real_account import PREFIX
from tests.recorded.rule import MORNING, all_rules
from tests.recorded.stand_ins import MotoAccount
from tests.recorded.verify import main

CREATED = {"dynamodb.CreateTable": "TableName", "lambda.CreateFunction": "FunctionName"}
DELETED = {"dynamodb.DeleteTable": "TableName", "lambda.DeleteFunction": "FunctionName"}
CHEAP = tuple(rule for rule in all_rules() if rule.cheap)


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Credentials and a region, as a person sets them."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    return monkeypatch


@pytest.fixture
def account(moto: MotoAccount, settings: pytest.MonkeyPatch) -> Iterator[MotoAccount]:
    """An empty account in moto."""
    moto.prepare(CHEAP[0])
    settings.setenv("AWS_ENDPOINT_URL", str(moto.url))
    yield moto
    moto.close()


@pytest.fixture
def cloud(settings: pytest.MonkeyPatch) -> Iterator[Cloud]:
    """An empty account in the simulator; a sleep moves its clock."""
    cloud = Cloud(Clock(MORNING))
    with serve(cloud) as url:
        settings.setenv("AWS_ENDPOINT_URL", url)
        yield cloud


def names(account: MotoAccount) -> list[str]:
    """Everything in the account but the role of moto's own functions."""
    return [
        *account.call("dynamodb.ListTables", {})["TableNames"],
        *(each["FunctionName"] for each in account.call("lambda.ListFunctions", {})["Functions"]),
        *(each["RoleName"] for each in account.call("iam.ListRoles", {})["Roles"][1:]),
        *(
            each["ResourceId"]
            for each in account.call("application-autoscaling.DescribeScalableTargets", {})[
                "ScalableTargets"
            ]
        ),
    ]


def passing(cloud: Cloud) -> Callable[[float], None]:
    """A sleep in the simulator's time."""
    return lambda seconds: cloud.advance(cloud.now + timedelta(seconds=seconds))


def created(cloud: Cloud) -> set[str]:
    return named(cloud, CREATED)


def left_over(cloud: Cloud) -> set[str]:
    return created(cloud) - named(cloud, DELETED)


def named(cloud: Cloud, operations: dict[str, str]) -> set[str]:
    """The names in the calls of some operations."""
    return {
        call.parameters[operations[call.operation]]
        for call in cloud.calls
        if call.operation in operations
    }


def test_the_rules_of_a_real_account_cost_less_than_a_dollar() -> None:
    assert len(CHEAP) >= 20
    assert 0 < most(CHEAP) < 1


def test_a_large_table_and_a_purchase_of_warm_throughput_are_not_cheap() -> None:
    rules = {rule.id: rule for rule in all_rules()}
    assert most([rules["quota-of-a-table"]]) > 10
    assert most([rules["warming-takes-minutes"]]) > 1


def test_everything_that_was_created_is_deleted(
    account: MotoAccount, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--yes"], sleep=lambda _: None) == 1
    assert names(account) == []
    said = capsys.readouterr().out
    assert f"all named {PREFIX}-" in said
    assert "Estimated cost: at most 0." in said
    assert "agrees        metric-without-data" in said
    assert "other time    raise-takes-seconds" in said
    assert max(len(line) for line in said.splitlines()) <= 80


def test_the_simulator_agrees_except_with_a_timeout_because_it_runs_no_code(
    cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    role = "arn:aws:iam::123456789012:role/of-mine"
    assert main(["--yes", "--role", role], sleep=passing(cloud)) == 1
    said = capsys.readouterr().out
    assert f"{len(CHEAP) - 1} agrees, 1 differs" in said
    assert "differs       function-times-out" in said
    assert all(name.startswith(PREFIX) for name in created(cloud))
    assert left_over(cloud) == set()


def test_an_interruption_deletes_what_was_created(
    cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    sleeps = iter([False, False, True])

    def interrupted(seconds: float) -> None:
        if next(sleeps, False):
            raise KeyboardInterrupt
        passing(cloud)(seconds)

    assert main(["--yes"], sleep=interrupted) == 2
    assert "Interrupted." in capsys.readouterr().out
    assert created(cloud)
    assert left_over(cloud) == set()


def test_nothing_is_created_without_a_yes(
    account: MotoAccount, capsys: pytest.CaptureFixture[str]
) -> None:
    questions: list[str] = []

    def no(question: str) -> str:
        questions.append(question)
        return ""

    assert main([], ask=no) == 2
    assert len(questions) == 1
    assert names(account) == []
    assert "Nothing was created." in capsys.readouterr().out


def test_without_a_terminal_the_answer_is_no(account: MotoAccount) -> None:
    def closed(_: str) -> str:
        raise EOFError

    assert main([], ask=closed) == 2
    assert names(account) == []


def test_without_credentials_nothing_is_verified(
    settings: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        settings.delenv(name)
    settings.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    settings.setenv("AWS_CONFIG_FILE", "/dev/null")
    assert main(["--yes"]) == 2
    assert "Give credentials and a region" in capsys.readouterr().out


def test_an_unknown_profile_is_reported(
    settings: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.setenv("AWS_CONFIG_FILE", "/dev/null")
    assert main(["--profile", "nobody"]) == 2
    assert "nobody" in capsys.readouterr().out
