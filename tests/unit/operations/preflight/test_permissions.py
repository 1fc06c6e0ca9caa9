"""Permissions that IAM's simulation denies."""

from operations.preflight.finding import FindingCode
from tests.unit.operations.preflight.account import Account
from tests.unit.operations.preflight.calendars import CALENDAR, NOW
from tests.unit.operations.preflight.identity import ACCOUNT, SQUAD

WARMER = f"arn:aws:iam::{ACCOUNT}:role/warmer"
PRESCALER = f"arn:aws:iam::{ACCOUNT}:role/prescaler"


def simulated(account: Account) -> set[tuple[str, str]]:
    """Return the simulated principals, each with its resource."""
    return {
        (request["PolicySourceArn"][0], request["ResourceArns.member.1"][0])
        for request in account.identity.requests
        if request["Action"] == ["SimulatePrincipalPolicy"]
    }


def test_a_denied_action_is_reported_for_the_deployed_role(account: Account) -> None:
    account.roles = {"warmer": WARMER, "prescaler": PRESCALER}
    account.identity.denied = {(WARMER, "lambda:InvokeFunction")}
    found = account.only(FindingCode.DENIED)
    assert found.subject == "pricing"
    assert found.advice.startswith("deploy again with this calendar (make deploy)")
    assert found.problem == "role/warmer may not lambda:InvokeFunction on function:pricing:live"
    assert found.time_left(NOW) == "none"


def test_each_role_is_simulated_on_its_resources(account: Account) -> None:
    account.roles = {"warmer": WARMER, "prescaler": PRESCALER}
    assert account.check() == []
    arn = f"eu-west-1:{ACCOUNT}"
    assert simulated(account) == {
        (WARMER, f"arn:aws:lambda:{arn}:function:pricing:live"),
        (PRESCALER, f"arn:aws:dynamodb:{arn}:table/prices"),
        (PRESCALER, f"arn:aws:application-autoscaling:{arn}:scalable-target/kickoff"),
    }


def test_a_target_with_arm_needs_permissions_for_scheduled_actions(account: Account) -> None:
    account.identity.denied = {(SQUAD, "application-autoscaling:PutScheduledAction")}
    assert account.check() == []
    armed = CALENDAR.replace("    table: prices", "    table: prices\n    arm: true")
    found = account.only(FindingCode.DENIED, armed)
    assert "may not application-autoscaling:PutScheduledAction" in found.problem


def test_provisioned_concurrency_needs_its_own_permissions(account: Account) -> None:
    account.identity.denied = {(SQUAD, "lambda:PutProvisionedConcurrencyConfig")}
    both = "qualifier: live, provisioned: {baseline: 0, max: 9},"
    found = account.only(FindingCode.DENIED, CALENDAR.replace("qualifier: live,", both))
    assert found.problem == (
        "role/squad may not lambda:PutProvisionedConcurrencyConfig on function:pricing:live"
    )


def test_without_a_known_role_no_permission_is_simulated(account: Account) -> None:
    account.roles = {}
    account.identity.denied = {(SQUAD, "dynamodb:UpdateTable")}
    assert account.check() == []
    assert account.identity.requests == []


def test_the_warmer_needs_its_records_in_the_lease_table(account: Account) -> None:
    account.roles = {"warmer": WARMER, "prescaler": PRESCALER}
    account.lease_table = "leases"
    account.identity.denied = {(WARMER, "dynamodb:UpdateItem")}
    found = account.only(FindingCode.DENIED)
    assert found.problem == "role/warmer may not dynamodb:UpdateItem on table/leases"
    table = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/leases"
    assert (WARMER, table) in simulated(account)
    requests = account.identity.requests
    [asked] = [each for each in requests if each.get("ResourceArns.member.1") == [table]]
    assert asked["ContextEntries.member.2.ContextKeyName"] == ["dynamodb:LeadingKeys"]
    assert asked["ContextEntries.member.2.ContextKeyValues.member.1"] == ["warmer|"]


def test_with_a_tag_the_targets_are_simulated_with_it(account: Account) -> None:
    account.tag = "squad"
    assert account.check() == []
    simulations = [each for each in account.identity.requests if "PolicySourceArn" in each]
    for each in simulations:
        assert each["ContextEntries.member.3.ContextKeyName"] == ["aws:ResourceTag/kickoff"]
        assert each["ContextEntries.member.3.ContextKeyValues.member.1"] == ["squad"]
    assert len(simulations) == 3


def test_for_another_account_only_the_assumption_of_its_role_is_simulated(account: Account) -> None:
    theirs = "arn:aws:iam::210987654321:role/theirs"
    account.identity.denied = {(SQUAD, "sts:AssumeRole")}
    text = CALENDAR.replace("table: prices", f"table: prices\n    role_arn: {theirs}")
    found = [each for each in account.check(text) if each.code is FindingCode.DENIED]
    assert [each.problem for each in found] == [f"role/squad may not sts:AssumeRole on {theirs}"]


def test_a_denied_simulation_is_reported_once(
    account: Account,
) -> None:
    account.identity.refused = {"SimulatePrincipalPolicy"}
    found = account.only(FindingCode.UNREAD)
    assert "iam:SimulatePrincipalPolicy" in found.problem
    assert found.subject == "2 targets"
    assert len(simulated(account)) == 1


def test_an_unknown_caller_is_reported(account: Account) -> None:
    account.identity.refused = {"GetCallerIdentity"}
    found = account.only(FindingCode.UNREAD)
    assert "sts:GetCallerIdentity" in found.problem
