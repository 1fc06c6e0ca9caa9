"""Places for the calendars of the tests, and their texts."""

from pathlib import Path
from typing import Protocol

import boto3

from kickoff.calendar import Calendar
from kickoff.calendar.sources.source import Reading
from tests.contract.sources.appconfig_data import Deployed, Where
from tests.unit.kickoff.files import BASE, utc

NOW = utc("2026-12-05 12:00")
LATER = utc("2026-12-05 12:01")
ICS = (
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:imported\r\n"
    "DTSTART:20261205T123000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
IMPORTING = BASE + "calendars: [{ics: league.ics, profile: league-match}]\n"


class Place(Protocol):
    """A place for a calendar, with its location."""

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


def dated(name: str) -> str:
    line = f"{{name: {name}, kickoff: 2026-12-05 12:30, profile: league-match}}"
    return f"{BASE}fixtures: [{line}]\n"


def names(calendar: Calendar) -> list[str]:
    return [each.name for each in calendar.fixtures(utc("2026-12-05"), utc("2026-12-06"))]


def error_text(reading: Reading) -> str:
    return str(reading.broken)
