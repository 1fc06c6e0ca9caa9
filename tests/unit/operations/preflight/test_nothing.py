from tests.unit.operations.preflight.account import Account


def test_of_an_account_that_is_as_the_calendar_takes_it_nothing_is_found(account: Account) -> None:
    assert account.check() == []
