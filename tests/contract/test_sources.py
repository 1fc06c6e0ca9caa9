"""What a tick may rely on wherever the calendar is: a file, S3, Parameter Store, AppConfig."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Protocol

import boto3
import pytest
from moto import mock_aws

from kickoff.aws import Aws
from kickoff.config import Calendar, ConfigError
from kickoff.config.files import Unreadable
from kickoff.source import Source, appconfig, load, write
from kickoff.source.deployed import deployed
from kickoff.source.kept import KEY_PREFIX
from kickoff.source.source import Reading
from tests.contract.appconfig_data import Deployed, Where, serve
from tests.unit.kickoff.files import BASE, utc

NOW = utc("2026-12-05 12:00")
LATER = utc("2026-12-05 12:01")
ICS = (
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:imported\r\n"
    "DTSTART:20261205T123000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
IMPORTING = BASE + "calendars: [{ics: league.ics, profile: league-match}]\n"


class Place(Protocol):
    """Where a calendar is put, and how it is named."""

    location: str

    def put(self, text: str, name: str = "config.yaml") -> None: ...

    def withdraw(self) -> None: ...


class Folder:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.location = str(path / "config.yaml")

    def put(self, text: str, name: str = "config.yaml") -> None:
        (self.path / name).write_text(text)

    def withdraw(self) -> None:
        Path(self.location).unlink()


class Bucket:
    location = "s3://calendars/squad/config.yaml"

    def __init__(self) -> None:
        self.client = boto3.client("s3")
        self.client.create_bucket(
            Bucket="calendars", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )

    def put(self, text: str, name: str = "config.yaml") -> None:
        self.client.put_object(Bucket="calendars", Key=f"squad/{name}", Body=text.encode())

    def withdraw(self) -> None:
        self.client.delete_object(Bucket="calendars", Key="squad/config.yaml")


class Parameters:
    location = "ssm:///squad/config.yaml"

    def __init__(self) -> None:
        self.client = boto3.client("ssm")

    def put(self, text: str, name: str = "config.yaml") -> None:
        self.client.put_parameter(Name=f"/squad/{name}", Value=text, Type="String", Overwrite=True)

    def withdraw(self) -> None:
        self.client.delete_parameter(Name="/squad/config.yaml")


class Profiles:
    location = "appconfig://kickoff/live/config.yaml"

    def __init__(self, service: Deployed) -> None:
        self.service = service

    def put(self, text: str, name: str = "config.yaml") -> None:
        self.service.content[Where("kickoff", "live", name)] = text.encode()

    def withdraw(self) -> None:
        del self.service.content[Where("kickoff", "live", "config.yaml")]


@pytest.fixture
def _aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """moto, for what it has."""
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    with mock_aws():
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def bucket(_aws: None) -> Iterator[Bucket]:
    place = Bucket()
    with closing(place.client):
        yield place


@pytest.fixture
def parameters(_aws: None) -> Iterator[Parameters]:
    place = Parameters()
    with closing(place.client):
        yield place


@pytest.fixture
def profiles(_aws: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Profiles]:
    """moto has no data plane of AppConfig; a tick's readings here follow at once."""
    service = Deployed()
    monkeypatch.setattr(appconfig, "_KEPT_S", 0)
    with serve(service) as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL_APPCONFIGDATA", url)
        monkeypatch.setenv("AWS_ENDPOINT_URL_APPCONFIG", url)
        yield Profiles(service)


@pytest.fixture(params=["folder", "bucket", "parameters", "profiles"])
def place(request: pytest.FixtureRequest) -> Place:
    found: Place = request.getfixturevalue(request.param)
    return found


@pytest.fixture(params=["bucket", "parameters", "profiles"])
def remote(request: pytest.FixtureRequest) -> Place:
    found: Place = request.getfixturevalue(request.param)
    return found


def dated(name: str) -> str:
    line = f"{{name: {name}, kickoff: 2026-12-05 12:30, profile: league-match}}"
    return f"{BASE}fixtures: [{line}]\n"


def names(calendar: Calendar) -> list[str]:
    return [each.name for each in calendar.fixtures(utc("2026-12-05"), utc("2026-12-06"))]


def told(reading: Reading) -> str:
    return str(reading.broken)


def test_a_calendar_that_stays_the_same_is_read_once(place: Place) -> None:
    place.put(dated("first"))
    source = Source(place.location)
    first, second = source.read(NOW), source.read(LATER)
    assert first.calendar is second.calendar
    assert (first.at, second.at) == (NOW, LATER)


def test_an_edit_is_in_force_at_the_next_tick(place: Place) -> None:
    place.put(dated("first"))
    source = Source(place.location)
    source.read(NOW)
    place.put(dated("other"))
    reading = source.read(LATER)
    assert (names(reading.calendar), reading.broken) == (["other"], None)


def test_a_broken_version_leaves_the_last_good_one_in_force_until_it_is_mended(
    place: Place,
) -> None:
    place.put(dated("good"))
    source = Source(place.location)
    source.read(NOW)
    place.put("version: 2\n")
    reading = source.read(LATER)
    assert (names(reading.calendar), reading.at) == (["good"], NOW)
    assert told(reading).startswith(f"{place.location}:1:10: version: got 2")
    place.put(dated("mended"))
    reading = source.read(LATER)
    assert (names(reading.calendar), reading.broken) == (["mended"], None)


def test_a_vanished_calendar_leaves_the_last_good_one_in_force(place: Place) -> None:
    place.put(dated("good"))
    source = Source(place.location)
    source.read(NOW)
    place.withdraw()
    reading = source.read(LATER)
    assert names(reading.calendar) == ["good"]
    assert place.location in told(reading)
    place.put(dated("back"))
    assert names(source.read(LATER).calendar) == ["back"]


def test_an_imported_calendar_is_read_from_beside_it_and_again_when_it_changes(
    place: Place,
) -> None:
    place.put(ICS, "league.ics")
    place.put(IMPORTING)
    source = Source(place.location)
    assert names(source.read(NOW).calendar) == ["imported"]
    place.put(ICS.replace("imported", "moved"), "league.ics")
    assert names(source.read(LATER).calendar) == ["moved"]


def test_one_that_was_never_there_is_told_with_what_to_check(remote: Place) -> None:
    with pytest.raises(ConfigError, match="check its name"):
        Source(remote.location).read(NOW)


@pytest.mark.parametrize("name", ["../other/league.ics", "/league.ics", "a/../../league.ics"])
def test_an_import_cannot_lead_out_of_the_folder_of_an_address(remote: Place, name: str) -> None:
    remote.put(IMPORTING.replace("league.ics", name))
    with pytest.raises(ConfigError, match="leads away from"):
        Source(remote.location).read(NOW)


def test_what_is_written_is_what_is_read(remote: Place) -> None:
    write(remote.location.replace("config.yaml", "league.ics"), ICS.encode())
    write(remote.location, IMPORTING.encode())
    assert names(load(remote.location)) == ["imported"]
    write(remote.location, dated("second").encode())
    assert names(load(remote.location)) == ["second"]


def test_where_a_calendar_cannot_be_written_the_reason_is_told(remote: Place) -> None:
    elsewhere = remote.location.replace("calendars", "nobodys").replace("kickoff", "nobodys")
    if isinstance(remote, Parameters):
        with pytest.raises(Unreadable, match="larger than 8,192 bytes"):
            write(elsewhere, b"x" * 8_193)
    else:
        with pytest.raises(Unreadable, match="check"):
            write(elsewhere, b"x")


class TestAcrossColdStarts:
    @pytest.fixture(autouse=True)
    def _table(self, _aws: None) -> Iterator[None]:
        with closing(boto3.client("dynamodb")) as client:
            client.create_table(
                TableName="leases",
                KeySchema=[{"AttributeName": "lease", "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": "lease", "AttributeType": "S"}],
                BillingMode="PAY_PER_REQUEST",
            )
            self.client = client
            yield

    def start(self, place: Place) -> Source:
        """A process that has just begun."""
        return deployed({"KICKOFF_CONFIG": place.location, "KICKOFF_LEASE_TABLE": "leases"}, Aws())

    def test_a_broken_version_leaves_the_last_good_one_in_force(self, remote: Place) -> None:
        remote.put(ICS, "league.ics")
        remote.put(IMPORTING)
        self.start(remote).read(NOW)
        remote.put("version: 2\n")
        reading = self.start(remote).read(LATER)
        assert (names(reading.calendar), reading.at) == (["imported"], NOW)
        assert "version: got 2" in told(reading)

    def test_without_a_good_version_the_fault_is_raised(self, remote: Place) -> None:
        remote.put("version: 2\n")
        with pytest.raises(ConfigError, match="version: got 2"):
            self.start(remote).read(NOW)

    def test_a_calendar_that_cannot_be_kept_is_in_force_and_says_so(self, remote: Place) -> None:
        remote.put(dated("good"))
        self.client.delete_table(TableName="leases")
        source = self.start(remote)
        reading = source.read(NOW)
        assert names(reading.calendar) == ["good"]
        assert reading.unkept is not None
        assert "leases" in reading.unkept
        remote.put("version: 2\n")
        with pytest.raises(ConfigError, match=r"(?s)not to be had either.*version: got 2"):
            self.start(remote).read(LATER)

    def test_a_file_in_the_bundle_is_not_kept(self, folder: Folder) -> None:
        folder.put(dated("good"))
        self.start(folder).read(NOW)
        assert self.client.scan(TableName="leases")["Items"] == []

    def test_what_is_kept_is_no_lease(self, remote: Place) -> None:
        remote.put(dated("good"))
        self.start(remote).read(NOW)
        [item] = self.client.scan(TableName="leases")["Items"]
        assert item["lease"]["S"] == KEY_PREFIX + remote.location


def test_a_version_of_an_object_stays_as_it_was(bucket: Bucket) -> None:
    bucket.client.put_bucket_versioning(
        Bucket="calendars", VersioningConfiguration={"Status": "Enabled"}
    )
    put = bucket.client.put_object
    body = dated("first").encode()
    version = put(Bucket="calendars", Key="squad/config.yaml", Body=body)["VersionId"]
    bucket.put(dated("second"))
    pinned = Source(f"{bucket.location}?versionId={version}")
    assert names(pinned.read(NOW).calendar) == ["first"]


def test_appconfig_sends_what_is_deployed_once(profiles: Profiles) -> None:
    profiles.put(dated("good"))
    source = Source(profiles.location)
    for _ in range(3):
        source.read(NOW)
    assert [size > 0 for size in profiles.service.sizes_sent] == [True, False, False]


def test_after_a_failure_of_appconfig_another_session_begins(profiles: Profiles) -> None:
    profiles.put(dated("good"))
    source = Source(profiles.location)
    source.read(NOW)
    profiles.service.failing = True
    assert "appconfig:GetLatestConfiguration failed" in told(source.read(LATER))
    profiles.service.failing = False
    assert source.read(LATER).broken is None


@pytest.mark.parametrize(
    ("location", "fault"),
    [
        ("s3://bucket", "write it as s3://bucket/key"),
        ("s3:///key", "write it as s3://bucket/key"),
        ("ssm://", "write it as ssm:///kickoff/calendar"),
        ("appconfig://application/environment", "write it as appconfig://application/environment/"),
        ("https://example.com/config.yaml", "accepted: a path, s3://, ssm://, appconfig://"),
    ],
)
@pytest.mark.usefixtures("_aws")
def test_an_address_that_names_nothing_says_how_to_write_one(location: str, fault: str) -> None:
    with pytest.raises(ConfigError, match=fault):
        Source(location).read(NOW)
