"""Calendars in AppConfig: `appconfig://application/environment/profile`, by name or id."""

from collections.abc import Iterable
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from aws_lambda_powertools.utilities.parameters import AppConfigProvider

from kickoff.aws.place import Place
from kickoff.aws.sessions import PATIENCE, Aws
from kickoff.calendar.loading.files import (
    Read,
    SourceBusyError,
    SourceUnavailableError,
    check_size,
)
from kickoff.calendar.sources.failures import explained

if TYPE_CHECKING:
    from mypy_boto3_appconfig import AppConfigClient
    from mypy_boto3_appconfig.type_defs import StartDeploymentRequestTypeDef

# Predefined by AppConfig: all at once, then alarms can roll it back for ten minutes.
_STRATEGY = "AppConfig.AllAtOnce"
# A session refuses polls before its interval is over. The shortest is 15 s; a tick is 60 s.
_POLL_S = 15
_CACHE_S = 20


class ConfigurationProfile(NamedTuple):
    """A configuration profile, and the application and environment it is deployed to."""

    application: str
    environment: str
    name: str


def reader() -> Read:
    """Return a function that reads the deployed version. AppConfig sends changes only."""
    client = Aws().session(Place()).client("appconfigdata", config=PATIENCE)

    @cache
    def provider(application: str, environment: str) -> AppConfigProvider:
        return AppConfigProvider(environment, application, boto3_client=client)

    def read(location: str, most: int) -> bytes:
        profile = parse(location)
        session = provider(profile.application, profile.environment)
        try:
            with explained("appconfig:GetLatestConfiguration"):
                found = session.get(
                    profile.name, max_age=_CACHE_S, RequiredMinimumPollIntervalInSeconds=_POLL_S
                )
        except SourceUnavailableError:
            # A session's token is valid for one call: start a new session after a failure.
            provider.cache_clear()
            raise
        content = cast("bytes", found)  # bytes, because no transform is set
        check_size(len(content), most)
        return content

    return read


def write(location: str, content: bytes) -> None:
    """Store a version and deploy it at once. Validators of the profile can refuse it.

    Raises:
        SourceBusyError: another deployment is in progress; `retry` deploys the stored version.
    """
    wanted = parse(location)
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
    _deploy(
        client,
        {
            "ApplicationId": application,
            "EnvironmentId": environment,
            "ConfigurationProfileId": profile,
            "ConfigurationVersion": str(stored["VersionNumber"]),
            "DeploymentStrategyId": _STRATEGY,
        },
    )


def _deploy(client: "AppConfigClient", request: "StartDeploymentRequestTypeDef") -> None:
    with explained("appconfig:StartDeployment"):
        try:
            client.start_deployment(**request)
        except client.exceptions.ConflictException as error:
            raise SourceBusyError(
                "another deployment is in progress; AppConfig accepts one at a time in an "
                "environment, and watches each for ten minutes",
                partial(_deploy, client, request),
            ) from error


def _id(pages: Iterable[Any], wanted: str) -> str:
    """Return the ID of the item with a name or an ID."""
    for page in pages:
        for each in page["Items"]:
            if wanted in {each["Name"], each["Id"]}:
                return str(each["Id"])
    raise SourceUnavailableError(
        f"there is no {wanted!r} in AppConfig: check the address, and the region"
    )


def parse(location: str) -> ConfigurationProfile:
    """Return the profile that an address names.

    Raises:
        SourceUnavailableError: the address has another form.
    """
    parts = location.removeprefix("appconfig://").split("/")
    if len(parts) != len(ConfigurationProfile._fields) or not all(parts):
        raise SourceUnavailableError(
            "names no profile; write it as appconfig://application/environment/profile"
        )
    return ConfigurationProfile(*parts)
