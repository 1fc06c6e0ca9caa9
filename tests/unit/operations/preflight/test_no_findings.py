from tests.unit.operations.preflight.account import Account


def test_an_account_that_matches_the_calendar_has_no_findings(account: Account) -> None:
    assert account.check() == []
