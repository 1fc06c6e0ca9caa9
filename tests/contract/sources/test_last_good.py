"""The last good calendar is available to later processes, from every source."""

from collections.abc import Iterator
from contextlib import closing

import boto3
import pytest

from kickoff.aws.lease_table import CALENDAR
from kickoff.aws.sessions import Aws
from kickoff.calendar import ConfigError
from kickoff.calendar.sources import Source
from kickoff.deployment import deployed
from tests.contract.sources.places import (
    ICS,
    IMPORTING,
    LATER,
    NOW,
    Folder,
    Place,
    dated,
    error_text,
    names,
)


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
        """Return the source of a new process."""
        return deployed({"KICKOFF_CONFIG": place.location, "KICKOFF_LEASE_TABLE": "leases"}, Aws())

    def test_a_broken_version_leaves_the_last_good_one_in_force(self, remote: Place) -> None:
        remote.put(ICS, "league.ics")
        remote.put(IMPORTING)
        self.start(remote).read(NOW)
        remote.put("version: 2\n")
        reading = self.start(remote).read(LATER)
        assert (names(reading.calendar), reading.at) == (["imported"], NOW)
        assert "version: the calendar has format 2" in error_text(reading)

    def test_without_a_good_version_the_error_is_raised(self, remote: Place) -> None:
        remote.put("version: 2\n")
        with pytest.raises(ConfigError, match="version: the calendar has format 2"):
            self.start(remote).read(NOW)

    def test_a_calendar_that_cannot_be_stored_is_in_force_with_the_cause(
        self, remote: Place
    ) -> None:
        remote.put(dated("good"))
        self.client.delete_table(TableName="leases")
        source = self.start(remote)
        reading = source.read(NOW)
        assert names(reading.calendar) == ["good"]
        assert reading.unkept is not None
        assert "leases" in reading.unkept
        remote.put("version: 2\n")
        with pytest.raises(ConfigError, match=r"(?s)cannot be read either.*has format 2"):
            self.start(remote).read(LATER)

    def test_a_file_in_the_bundle_is_stored_too(self, folder: Folder) -> None:
        folder.put(dated("good"))
        self.start(folder).read(NOW)
        folder.put("version: 2\n")
        reading = self.start(folder).read(LATER)
        assert (names(reading.calendar), reading.at) == (["good"], NOW)

    def test_the_stored_calendar_is_not_a_lease(self, remote: Place) -> None:
        remote.put(dated("good"))
        self.start(remote).read(NOW)
        [item] = self.client.scan(TableName="leases")["Items"]
        assert item["lease"]["S"] == CALENDAR + remote.location
