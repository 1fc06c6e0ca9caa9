"""What IAM's simulation denies, and to whom."""

from operations.preflight.finding import Code
from tests.unit.operations.preflight.account import Account
from tests.unit.operations.preflight.calendars import CALENDAR, NOW
from tests.unit.operations.preflight.identity import ACCOUNT, SQUAD

WARMER = f"arn:aws:iam::{ACCOUNT}:role/warmer"
PRESCALER = f"arn:aws:iam::{ACCOUNT}:role/prescaler"


def simulated(account: Account) -> set[tuple[str, str]]:
    """Who was simulated, on what."""
    return {
        (asked["PolicySourceArn"][0], asked["ResourceArns.member.1"][0])
        for asked in account.identity.asked
        if asked["Action"] == ["SimulatePrincipalPolicy"]
    }


def test_a_denied_action_is_told_of_the_deployed_role_that_needs_it(account: Account) -> None:
    account.roles = {"warmer": WARMER, "prescaler": PRESCALER}
    account.identity.denied = {(WARMER, "lambda:InvokeFunction")}
    found = account.only(Code.DENIED)
    assert found.subject == "pricing"
    assert found.what == "role/warmer may not lambda:InvokeFunction on function:pricing:live"
    assert found.left(NOW) == "none"


def test_every_role_is_asked_about_what_it_does(account: Account) -> None:
    account.roles = {"warmer": WARMER, "prescaler": PRESCALER}
    assert account.check() == []
    arn = f"eu-west-1:{ACCOUNT}"
    assert simulated(account) == {
        (WARMER, f"arn:aws:lambda:{arn}:function:pricing:live"),
        (PRESCALER, f"arn:aws:dynamodb:{arn}:table/prices"),
        (PRESCALER, f"arn:aws:application-autoscaling:{arn}:scalable-target/kickoff"),
    }


def test_what_is_armed_needs_scheduled_actions_too(account: Account) -> None:
    account.identity.denied = {(SQUAD, "application-autoscaling:PutScheduledAction")}
    assert account.check() == []
    armed = CALENDAR.replace("    table: prices", "    table: prices\n    arm: true")
    found = account.only(Code.DENIED, armed)
    assert "may not application-autoscaling:PutScheduledAction" in found.what


def test_provisioned_concurrency_needs_permissions_of_its_own(account: Account) -> None:
    account.identity.denied = {(SQUAD, "lambda:PutProvisionedConcurrencyConfig")}
    both = "qualifier: live, provisioned: {baseline: 0, max: 9},"
    found = account.only(Code.DENIED, CALENDAR.replace("qualifier: live,", both))
    assert found.what == (
        "role/squad may not lambda:PutProvisionedConcurrencyConfig on function:pricing:live"
    )


def test_without_a_named_role_whoever_asks_is_simulated(account: Account) -> None:
    account.identity.denied = {(SQUAD, "dynamodb:UpdateTable")}
    found = account.only(Code.DENIED)
    assert found.what == "role/squad may not dynamodb:UpdateTable on table/prices"
    assert found.left(NOW) == "5 d 3 h"


def test_a_user_is_simulated_as_such(account: Account) -> None:
    account.identity.arn = f"arn:aws:iam::{ACCOUNT}:user/somebody"
    assert account.check() == []
    assert {principal for principal, _ in simulated(account)} == {account.identity.arn}


def test_a_role_of_another_account_must_be_assumed_before_anything_else(account: Account) -> None:
    theirs = "arn:aws:iam::210987654321:role/theirs"
    account.identity.denied = {(SQUAD, "sts:AssumeRole")}
    text = CALENDAR.replace("table: prices", f"table: prices\n    role_arn: {theirs}")
    found = [each for each in account.check(text) if each.code is Code.DENIED]
    assert [each.what for each in found] == [f"role/squad may not sts:AssumeRole on {theirs}"]


def test_where_iam_may_not_be_asked_it_is_said_once_that_nothing_is_known(
    account: Account,
) -> None:
    account.identity.refused = {"SimulatePrincipalPolicy"}
    found = account.only(Code.UNREAD)
    assert "iam:SimulatePrincipalPolicy" in found.what
    assert found.subject == "2 targets"
    assert len(simulated(account)) == 1


def test_where_nobody_tells_who_we_are_it_is_said(account: Account) -> None:
    account.identity.refused = {"GetCallerIdentity"}
    found = account.only(Code.UNREAD)
    assert "sts:GetCallerIdentity" in found.what
