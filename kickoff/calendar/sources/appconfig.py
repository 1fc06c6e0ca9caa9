"""Calendars in AppConfig: `appconfig://application/environment/profile`, by name or id."""

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from aws_lambda_powertools.utilities.parameters import AppConfigProvider

from kickoff.aws.place import Place
from kickoff.aws.sessions import PATIENCE, Aws
from kickoff.calendar.loading.files import Read, SourceUnavailableError, check_size
from kickoff.calendar.sources.failures import explained

if TYPE_CHECKING:
    from mypy_boto3_appconfig import AppConfigClient

# One of AppConfig's own: all at once, and alarms may roll it back for ten minutes.
_STRATEGY = "AppConfig.AllAtOnce"
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
        except SourceUnavailableError:
            # A session's token is good for one call: after a failure another session begins.
            provider.cache_clear()
            raise
        content = cast("bytes", found)  # untransformed, as it is here
        check_size(len(content), most)
        return content

    return read


def write(location: str, content: bytes) -> None:
    """Store a version and deploy it to the environment at once; validators may refuse it."""
    wanted = where(location)
    client: AppConfigClient = Aws().session(Place()).client("appconfig", config=PATIENCE)
    with explained("appconfig:StartDeployment"):
        pages = client.get_paginator
        application = _id(pages("list_applications").paginate(), wanted.application)
        environment = _id(
            pages("list_environments").paginate(ApplicationId=application), wanted.environment
        )
        profile = _id(
            pages("list_configuration_profiles").paginate(ApplicationId=application), wanted.name
        )
        stored = client.create_hosted_configuration_version(
            ApplicationId=application,
            ConfigurationProfileId=profile,
            Content=content,
            ContentType="application/yaml",
        )
        client.start_deployment(
            ApplicationId=application,
            EnvironmentId=environment,
            ConfigurationProfileId=profile,
            ConfigurationVersion=str(stored["VersionNumber"]),
            DeploymentStrategyId=_STRATEGY,
        )


def _id(pages: Iterable[Any], wanted: str) -> str:
    """The id of what has a name, or is named by its id."""
    for page in pages:
        for each in page["Items"]:
            if wanted in {each["Name"], each["Id"]}:
                return str(each["Id"])
    raise SourceUnavailableError(
        f"there is no {wanted!r} in AppConfig: check the address, and the region"
    )


def where(location: str) -> Profile:
    """The profile that an address names.

    Raises:
        Unreadable: it names none.
    """
    parts = location.removeprefix("appconfig://").split("/")
    if len(parts) != len(Profile._fields) or not all(parts):
        raise SourceUnavailableError(
            "names no profile; write it as appconfig://application/environment/profile"
        )
    return Profile(*parts)
