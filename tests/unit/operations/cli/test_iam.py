"""`kickoff iam`: parameters of the stack."""

import json
from pathlib import Path

import pytest

from tests.unit.kickoff.files import BASE
from tests.unit.operations.conftest import Run

OTHERS = "arn:aws:iam::210987654321:role/kickoff"

CALENDAR = BASE.replace(
    "profiles:",
    f"""\
  bets: {{table: bets, region: us-east-1, read: {{baseline: 5, max: 50}}}}
  sums: {{function: sums, warm: {{baseline: 1, max: 9, every: 5m}}}}
  settlement: {{function: settlement, qualifier: live, provisioned: {{baseline: 0, max: 50}}}}
  theirs: {{table: theirs, role_arn: "{OTHERS}", external_id: squad-7,
            read: {{baseline: 5, max: 50}}}}
  odds: {{function: odds, qualifier: "3", role_arn: "{OTHERS}",
          warm: {{baseline: 1, max: 9, every: 5m}}}}
profiles:""",
    1,
)

LAMBDA = "arn:aws:lambda:eu-west-1:123456789012:function"
HERE = ("--account", "123456789012", "--region", "eu-west-1")


@pytest.fixture
def calendar(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(CALENDAR)
    return path


def parameters_of(run: Run, *arguments: str | Path) -> dict[str, list[str]]:
    result = run("iam", *arguments)
    assert result.code == 0, result.err
    parameters: dict[str, str] = json.loads(result.out)
    return {name: text.split(",") if text else [] for name, text in parameters.items()}


def test_the_parameters_name_targets_of_the_stacks_account_and_roles_of_other_accounts(
    run: Run, calendar: Path
) -> None:
    assert parameters_of(run, "--config", calendar, *HERE) == {
        "FunctionArns": [f"{LAMBDA}:pricing:live", f"{LAMBDA}:sums"],
        "BareFunctionArns": [f"{LAMBDA}:pricing", f"{LAMBDA}:settlement", f"{LAMBDA}:sums"],
        "ProvisionedArns": [f"{LAMBDA}:settlement:live"],
        "CapacityArns": [],
        "TableArns": [
            "arn:aws:dynamodb:eu-west-1:123456789012:table/prices",
            "arn:aws:dynamodb:us-east-1:123456789012:table/bets",
        ],
        "TableNames": ["bets", "prices"],
        "Calendar": ["config.yaml"],
        "CalendarArns": [],
        "Feeds": [],
        "FeedSecretArns": [],
        "RoleArns": [OTHERS],
        "ReadyZone": ["Europe/London"],
        "TargetTag": [],  # a tag of an earlier deployment ends
    }


def test_a_members_parameters_name_only_its_own_targets(run: Run, calendar: Path) -> None:
    theirs = "arn:aws:lambda:eu-west-1:210987654321:function"
    assert parameters_of(run, "--config", calendar, "--region", "eu-west-1", "--role", OTHERS) == {
        "FunctionArns": [f"{theirs}:odds:3"],
        "BareFunctionArns": [f"{theirs}:odds"],
        "ProvisionedArns": [],
        "CapacityArns": [],
        "TableArns": ["arn:aws:dynamodb:eu-west-1:210987654321:table/theirs"],
        "RoleName": ["kickoff"],
        "RolePath": ["/"],
        "ExternalId": ["squad-7"],
        "TargetTag": [],
    }


def test_a_members_role_has_the_path_of_its_role_arn(run: Run, calendar: Path) -> None:
    role = OTHERS.replace("role/", "role/team/kickoff/")
    calendar.write_text(CALENDAR.replace(OTHERS, role))
    member = parameters_of(run, "--config", calendar, "--region", "eu-west-1", "--role", role)
    assert (member["RolePath"], member["RoleName"]) == (["/team/kickoff/"], ["kickoff"])


def test_with_a_tag_hundreds_of_tables_are_not_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = "".join(
        f"  t{n}: {{table: prices-{n}, read: {{baseline: 5, max: 50}}}}\n" for n in range(400)
    )
    path = tmp_path / "config.yaml"
    path.write_text(BASE.replace("profiles:", f"{tables}profiles:", 1))
    monkeypatch.setenv("KICKOFF_TARGET_TAG", "squad")
    parameters = parameters_of(run, "--config", path, *HERE)
    assert parameters.pop("TargetTag") == ["squad"]
    assert parameters.pop("Calendar") == ["config.yaml"]
    assert parameters.pop("ReadyZone") == ["Europe/London"]
    assert not any(parameters.values())


def test_a_members_targets_are_found_by_a_tag_too(run: Run, calendar: Path) -> None:
    where = ("--config", calendar, "--region", "eu-west-1", "--role", OTHERS)
    member = parameters_of(run, *where, "--tag", "squad")
    assert member["TargetTag"] == ["squad"]
    assert member["TableArns"] == member["FunctionArns"] == []


def test_an_unknown_role_is_refused_and_the_known_roles_are_listed(
    run: Run, calendar: Path
) -> None:
    result = run("iam", "--config", calendar, "--region", "eu-west-1", "--role", OTHERS + "s")
    assert result.code == 2
    assert f"no target has the role_arn {OTHERS}s" in result.err
    assert f"the calendar has: {OTHERS}\n" in result.err


def test_a_parameter_longer_than_cloudformation_accepts_is_refused(
    run: Run, tmp_path: Path
) -> None:
    tables = "".join(
        f"  t{n}: {{table: a-table-with-quite-a-name-{n}, read: {{baseline: 5, max: 50}}}}\n"
        for n in range(60)
    )
    path = tmp_path / "config.yaml"
    path.write_text(BASE.replace("profiles:", f"{tables}profiles:", 1))
    result = run("iam", "--config", path, *HERE)
    assert result.code == 2
    assert "TableArns: 61 names are 4," in result.err
    assert "set KICKOFF_TARGET_TAG=VALUE" in result.err
    assert "a stack of its own" in result.err


def test_a_missing_region_is_an_error_with_the_remedy(
    run: Run, calendar: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    result = run("iam", "--config", calendar)
    assert result.code == 1
    assert "no AWS region is configured: set AWS_DEFAULT_REGION" in result.err
