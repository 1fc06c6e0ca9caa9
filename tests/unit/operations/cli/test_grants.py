import pytest

from kickoff.calendar import Calendar
from kickoff.calendar.loading.load import load
from operations.cli.grants import Account, UngrantableError, home
from tests.unit.kickoff.files import BASE

APPCONFIG = "arn:aws:appconfig:eu-west-1:123456789012"
HERE = Account("123456789012", "eu-west-1", "aws")


def calendar_at(location: str) -> Calendar:
    return load(location, lambda *_: BASE.encode())


@pytest.mark.parametrize(
    ("location", "arn"),
    [
        ("s3://squad/kickoff/config.yaml", "arn:aws:s3:::squad/kickoff/config.yaml"),
        ("s3://squad/config.yaml?versionId=7", "arn:aws:s3:::squad/config.yaml"),
        (
            "ssm:///kickoff/calendar",
            "arn:aws:ssm:eu-west-1:123456789012:parameter/kickoff/calendar",
        ),
        (
            "ssm:///kickoff/calendar:3",
            "arn:aws:ssm:eu-west-1:123456789012:parameter/kickoff/calendar",
        ),
        (
            "appconfig://abc1234/def5678/ghi9012",
            f"{APPCONFIG}:application/abc1234/environment/def5678/configuration/ghi9012",
        ),
    ],
)
def test_what_an_address_stands_for_may_be_read(location: str, arn: str) -> None:
    grants = home(calendar_at(location), location, HERE)
    assert grants["Calendar"] == [location]
    assert grants["CalendarArns"] == [arn]


def test_appconfig_by_name_is_refused_because_iam_does_not_know_it() -> None:
    location = "appconfig://bets/production/calendar"
    with pytest.raises(UngrantableError, match="write them in place of the names"):
        home(calendar_at(location), location, HERE)
