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


def granted(run: Run, *arguments: str | Path) -> dict[str, list[str]]:
    result = run("iam", *arguments)
    assert result.code == 0, result.err
    parameters: dict[str, str] = json.loads(result.out)
    return {name: text.split(",") if text else [] for name, text in parameters.items()}


def test_the_stack_is_told_of_its_own_accounts_targets_and_of_the_roles_of_the_others(
    run: Run, calendar: Path
) -> None:
    assert granted(run, "--config", calendar, *HERE) == {
        "FunctionArns": [f"{LAMBDA}:pricing:live", f"{LAMBDA}:sums"],
        "BareFunctionArns": [f"{LAMBDA}:pricing", f"{LAMBDA}:settlement", f"{LAMBDA}:sums"],
        "ProvisionedArns": [f"{LAMBDA}:settlement:live"],
        "TableArns": [
            "arn:aws:dynamodb:eu-west-1:123456789012:table/prices",
            "arn:aws:dynamodb:us-east-1:123456789012:table/bets",
        ],
        "TableNames": ["bets", "prices"],
        "Calendar": ["config.yaml"],
        "CalendarArns": [],
        "RoleArns": [OTHERS],
    }


def test_a_member_account_is_told_of_its_targets_only(run: Run, calendar: Path) -> None:
    theirs = "arn:aws:lambda:eu-west-1:210987654321:function"
    assert granted(run, "--config", calendar, "--region", "eu-west-1", "--role", OTHERS) == {
        "FunctionArns": [f"{theirs}:odds:3"],
        "BareFunctionArns": [f"{theirs}:odds"],
        "ProvisionedArns": [],
        "TableArns": ["arn:aws:dynamodb:eu-west-1:210987654321:table/theirs"],
        "RoleName": ["kickoff"],
        "ExternalId": ["squad-7"],
    }


def test_a_role_that_no_target_has_is_refused_with_those_there_are(
    run: Run, calendar: Path
) -> None:
    result = run("iam", "--config", calendar, "--region", "eu-west-1", "--role", OTHERS + "s")
    assert result.code == 2
    assert f"no target has the role_arn {OTHERS}s" in result.err
    assert f"the calendar has: {OTHERS}\n" in result.err


def test_more_names_than_a_parameter_takes_are_refused_before_cloudformation_does(
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
    assert "a stack of its own" in result.err


def test_without_a_region_it_is_asked_for(
    run: Run, calendar: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    result = run("iam", "--config", calendar)
    assert result.code == 2
    assert "no region: give --region" in result.err
