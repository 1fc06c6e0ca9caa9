"""Calendars in AppConfig: `appconfig://application/environment/profile`, by name or id."""

from functools import cache
from typing import NamedTuple, cast

from aws_lambda_powertools.utilities.parameters import AppConfigProvider

from kickoff.aws import PATIENCE, Aws
from kickoff.config.files import Read, Unreadable, check_size
from kickoff.place import Place
from kickoff.source.failures import explained

# A session refuses to be asked more often than it agreed to; 15 s is the least, a tick is 60 s.
_POLL_S = 15
_KEPT_S = 20


class Profile(NamedTuple):
    """A configuration profile and where it is deployed."""

    application: str
    environment: str
    name: str


def reader() -> Read:
    """Reads what is deployed; AppConfig sends it only when it has changed."""
    client = Aws().session(Place()).client("appconfigdata", config=PATIENCE)

    @cache
    def provider(application: str, environment: str) -> AppConfigProvider:
        return AppConfigProvider(environment, application, boto3_client=client)

    def read(location: str, most: int) -> bytes:
        profile = where(location)
        session = provider(profile.application, profile.environment)
        try:
            with explained("appconfig:GetLatestConfiguration"):
                found = session.get(
                    profile.name, max_age=_KEPT_S, RequiredMinimumPollIntervalInSeconds=_POLL_S
                )
        except Unreadable:
            # A session's token is good for one call: after a failure another session begins.
            provider.cache_clear()
            raise
        content = cast("bytes", found)  # untransformed, as it is here
        check_size(len(content), most)
        return content

    return read


def where(location: str) -> Profile:
    """The profile that an address names.

    Raises:
        Unreadable: it names none.
    """
    parts = location.removeprefix("appconfig://").split("/")
    if len(parts) != len(Profile._fields) or not all(parts):
        raise Unreadable(
            "names no profile; write it as appconfig://application/environment/profile"
        )
    return Profile(*parts)
