import pytest

from kickoff.calendar import Calendar
from kickoff.calendar.loading.load import load
from operations.permissions.stack_parameters import (
    StackAccount,
    StackParametersError,
    home_parameters,
)
from tests.unit.kickoff.files import BASE

APPCONFIG = "arn:aws:appconfig:eu-west-1:123456789012"
HERE = StackAccount("123456789012", "eu-west-1", "aws")


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
def test_the_stack_may_read_the_resource_behind_the_calendars_address(
    location: str, arn: str
) -> None:
    parameters = home_parameters(calendar_at(location), location, HERE)
    assert parameters["Calendar"] == [location]
    assert parameters["CalendarArns"] == [arn]


def test_an_appconfig_address_by_name_is_refused_because_iam_needs_ids() -> None:
    location = "appconfig://bets/production/calendar"
    with pytest.raises(StackParametersError, match="replace the names by ids"):
        home_parameters(calendar_at(location), location, HERE)


def test_the_stack_has_the_names_and_secrets_of_feeds_but_not_their_stored_files() -> None:
    line = "calendars: [{url: 'https://example.com/a.ics', profile: league-match, header: H}]\n"
    header = "{name: X-Key, value: 'ssm://feeds/key'}"
    text = BASE + line.replace("H}", f"{header}}}")
    empty = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"

    def read(location: str, _: int) -> bytes:
        return (text if location.endswith(".yaml") else empty).encode()

    location = "s3://squad/config.yaml"
    parameters = home_parameters(load(location, read), location, HERE)
    assert parameters["Feeds"] == ["example-com-5fadfab6"]
    assert parameters["FeedSecretArns"] == [
        "arn:aws:ssm:eu-west-1:123456789012:parameter/feeds/key"
    ]
    assert parameters["CalendarArns"] == ["arn:aws:s3:::squad/config.yaml"]


def test_services_are_named_by_their_arns() -> None:
    targets = (
        "  web: {ecs: prod/web, tasks: {baseline: 4, max: 60}}\n"
        "  ledger: {aurora: ledger, region: us-east-1, replicas: {baseline: 1, max: 8}}\n"
        "  odds: {elasticache: odds, shards: {baseline: 2, max: 10}}\n"
        "  bets: {keyspaces: betting/bets, write: {baseline: 20, max: 2000}}\n"
        "  model: {sagemaker: Odds/AllTraffic, instances: {baseline: 1, max: 6}}\n"
    )
    text = BASE.replace("profiles:", f"{targets}profiles:", 1)
    calendar = load("config.yaml", lambda *_: text.encode())
    assert home_parameters(calendar, "config.yaml", HERE)["CapacityArns"] == [
        "arn:aws:cassandra:eu-west-1:123456789012:/keyspace/betting/table/bets",
        "arn:aws:ecs:eu-west-1:123456789012:service/prod/web",
        "arn:aws:elasticache:eu-west-1:123456789012:replicationgroup:odds",
        "arn:aws:rds:us-east-1:123456789012:cluster:ledger",
        "arn:aws:rds:us-east-1:123456789012:db:application-autoscaling-*",
        "arn:aws:sagemaker:eu-west-1:123456789012:endpoint/odds",
    ]
