"""The contract of every source of a calendar: a file, S3, Parameter Store, AppConfig."""

import pytest

from kickoff.calendar import ConfigError
from kickoff.calendar.loading.files import SourceUnavailableError
from kickoff.calendar.sources import Source, load, write
from tests.contract.sources.places import (
    ICS,
    IMPORTING,
    LATER,
    NOW,
    Bucket,
    Folder,
    Parameters,
    Place,
    Profiles,
    dated,
    error_text,
    names,
)


def test_a_calendar_that_stays_the_same_is_read_once(place: Place) -> None:
    place.put(dated("first"))
    source = Source(place.location)
    first, second = source.read(NOW), source.read(LATER)
    assert first.calendar is second.calendar
    assert (first.at, second.at) == (NOW, LATER)


def test_a_change_is_in_force_at_the_next_tick(place: Place) -> None:
    place.put(dated("first"))
    source = Source(place.location)
    source.read(NOW)
    place.put(dated("other"))
    reading = source.read(LATER)
    assert (names(reading.calendar), reading.broken) == (["other"], None)


def test_a_broken_version_leaves_the_last_good_one_in_force_until_it_is_corrected(
    place: Place,
) -> None:
    place.put(dated("good"))
    source = Source(place.location)
    source.read(NOW)
    place.put("version: 2\n")
    reading = source.read(LATER)
    assert (names(reading.calendar), reading.at) == (["good"], NOW)
    place_of_fault = f"{place.location}:1:10: version: the calendar has format 2"
    assert error_text(reading).startswith(place_of_fault)
    place.put(dated("mended"))
    reading = source.read(LATER)
    assert (names(reading.calendar), reading.broken) == (["mended"], None)


def test_a_deleted_calendar_leaves_the_last_good_one_in_force(place: Place) -> None:
    place.put(dated("good"))
    source = Source(place.location)
    source.read(NOW)
    place.withdraw()
    reading = source.read(LATER)
    assert names(reading.calendar) == ["good"]
    assert place.location in error_text(reading)
    place.put(dated("back"))
    assert names(source.read(LATER).calendar) == ["back"]


def test_an_import_is_read_from_the_same_folder_and_again_when_it_changes(
    place: Place,
) -> None:
    place.put(ICS, "league.ics")
    place.put(IMPORTING)
    source = Source(place.location)
    assert names(source.read(NOW).calendar) == ["imported"]
    place.put(ICS.replace("imported", "moved"), "league.ics")
    assert names(source.read(LATER).calendar) == ["moved"]


def test_a_deleted_import_leaves_the_last_good_one_in_force(
    folder: Folder,
) -> None:
    folder.put(ICS, "league.ics")
    folder.put(IMPORTING)
    source = Source(folder.location)
    source.read(NOW)
    (folder.path / "league.ics").unlink()
    reading = source.read(LATER)
    assert names(reading.calendar) == ["imported"]
    assert reading.broken is not None


def test_a_broken_version_is_corrected_by_its_missing_import(place: Place) -> None:
    place.put(dated("old"))
    source = Source(place.location)
    source.read(NOW)
    place.put(IMPORTING)
    assert "league.ics" in error_text(source.read(LATER))
    place.put(ICS, "league.ics")
    reading = source.read(LATER)
    assert (names(reading.calendar), reading.broken) == (["imported"], None)


def test_without_any_good_version_the_error_is_raised(place: Place) -> None:
    source = Source(place.location)
    for _ in range(2):
        with pytest.raises(ConfigError):
            source.read(NOW)
    place.put("version: 2\n")
    with pytest.raises(ConfigError, match="has format 2"):
        source.read(NOW)
    place.put(dated("good"))
    assert names(source.read(NOW).calendar) == ["good"]


def test_a_missing_calendar_is_reported_with_a_check_to_make(remote: Place) -> None:
    with pytest.raises(ConfigError, match="check its name"):
        Source(remote.location).read(NOW)


@pytest.mark.parametrize("name", ["../other/league.ics", "/league.ics", "a/../../league.ics"])
def test_an_import_cannot_lead_out_of_the_folder_of_an_address(remote: Place, name: str) -> None:
    remote.put(IMPORTING.replace("league.ics", name))
    with pytest.raises(ConfigError, match="is outside the folder of"):
        Source(remote.location).read(NOW)


def test_a_written_calendar_is_read_back(remote: Place) -> None:
    write(remote.location.replace("config.yaml", "league.ics"), ICS.encode())
    write(remote.location, IMPORTING.encode())
    assert names(load(remote.location)) == ["imported"]
    write(remote.location, dated("second").encode())
    assert names(load(remote.location)) == ["second"]


def test_a_failed_write_reports_its_cause(remote: Place) -> None:
    elsewhere = remote.location.replace("calendars", "nobodys").replace("kickoff", "nobodys")
    if isinstance(remote, Parameters):
        with pytest.raises(SourceUnavailableError, match="larger than 8,192 bytes"):
            write(elsewhere, b"x" * 8_193)
    else:
        with pytest.raises(SourceUnavailableError, match="check"):
            write(elsewhere, b"x")


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


def test_s3_sends_an_object_again_only_when_it_has_changed(
    bucket: Bucket, answers: list[tuple[int, int]]
) -> None:
    first, other = dated("first"), dated("changed")
    bucket.put(first)
    source = Source(bucket.location)
    readings = [source.read(NOW), source.read(LATER), source.read(LATER)]
    assert answers == [(200, len(first)), (304, 0), (304, 0)]
    assert {id(reading.calendar) for reading in readings} == {id(readings[0].calendar)}
    answers.clear()
    bucket.put(other)
    assert names(source.read(LATER).calendar) == ["changed"]
    assert [answer for answer in answers if answer != (304, 0)] == [(200, len(other))]
    answers.clear()
    source.read(LATER)
    assert answers == [(304, 0)]


def test_s3_sends_an_import_once(bucket: Bucket, answers: list[tuple[int, int]]) -> None:
    bucket.put(ICS, "league.ics")
    bucket.put(IMPORTING)
    source = Source(bucket.location)
    source.read(NOW)
    assert answers == [(200, len(IMPORTING)), (200, len(ICS))]
    answers.clear()
    bucket.put(ICS.replace("imported", "moved!!!"), "league.ics")
    assert names(source.read(LATER).calendar) == ["moved!!!"]
    assert [answer for answer in answers if answer != (304, 0)] == [(200, len(ICS))]


def test_appconfig_sends_the_deployed_version_once(profiles: Profiles) -> None:
    profiles.put(dated("good"))
    source = Source(profiles.location)
    for _ in range(3):
        source.read(NOW)
    assert [size > 0 for size in profiles.service.sizes_sent] == [True, False, False]


def test_a_failure_of_appconfig_starts_a_new_session(profiles: Profiles) -> None:
    profiles.put(dated("good"))
    source = Source(profiles.location)
    source.read(NOW)
    profiles.service.failing = True
    assert "appconfig:GetLatestConfiguration failed" in error_text(source.read(LATER))
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
def test_an_incomplete_address_is_refused_with_an_example(location: str, fault: str) -> None:
    with pytest.raises(ConfigError, match=fault):
        Source(location).read(NOW)
