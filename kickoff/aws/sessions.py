"""Sessions: credentials and region as boto3 finds them, with a role where a place names one."""

import gzip
import json
from functools import cache, cached_property, partial
from pathlib import Path

import boto3
from botocore.config import Config
from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials
from botocore.exceptions import ProfileNotFound
from botocore.loaders import JSONFileLoader, Loader, create_loader
from botocore.session import Session, get_session

from kickoff.aws.garbled import refuse_garbled
from kickoff.aws.place import Place

ROLE_SESSION_NAME = "kickoff"
# Every call to a place waits for its role; a silent STS must not use up the time of the others.
_ASSUMING = Config(connect_timeout=2, read_timeout=3, retries={"total_max_attempts": 2})
# A tick has a minute: give up on a silent endpoint early enough to report it.
PATIENCE = Config(
    connect_timeout=3, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 3}
)
# For calls that the next tick repeats: a repeated conditional write would be refused by its own
# first attempt, and a silent endpoint must not use up the time of the pings.
ONE_ATTEMPT = Config(connect_timeout=1, read_timeout=2, retries={"total_max_attempts": 1})


class Aws:
    """Sessions through boto3, each made once for a place."""

    def __init__(self) -> None:
        self.session = cache(_session)

    @cached_property
    def ca_bundle(self) -> str | None:
        """The file of trusted authorities: AWS_CA_BUNDLE or a profile's; None for boto3's own."""
        try:
            bundle: str | None = get_session().get_config_variable("ca_bundle")
        except ProfileNotFound:  # the request for a client reports it
            return None
        return bundle


def _assumption(place: Place) -> dict[str, str]:
    """Return the parameters of AssumeRole other than the role."""
    named = {"RoleSessionName": ROLE_SESSION_NAME}
    return named if place.external_id is None else {**named, "ExternalId": place.external_id}


def _session(place: Place) -> boto3.Session:
    """Return a session for a place; the credentials of its role renew themselves."""
    ours = _botocore()
    if place.role_arn is None:
        return boto3.Session(botocore_session=ours, region_name=place.region)
    fetcher = AssumeRoleCredentialFetcher(
        client_creator=partial(ours.create_client, config=_ASSUMING),
        source_credentials=ours.get_credentials(),
        role_arn=place.role_arn,
        extra_args=_assumption(place),
    )
    theirs = _botocore()
    renewing = DeferredRefreshableCredentials(
        method="assume-role", refresh_using=fetcher.fetch_credentials
    )
    # botocore has no public way to hand a session credentials that renew themselves.
    theirs._credentials = renewing  # type: ignore[attr-defined]  # noqa: SLF001
    return boto3.Session(botocore_session=theirs, region_name=place.region)


def _botocore() -> Session:
    """Return a botocore session that shares the models of all sessions of this process."""
    session = get_session()
    session.register_component("data_loader", _models(session.get_config_variable("data_path")))
    session.register("before-parse", refuse_garbled)
    return session


@cache
def _models(search_path: str | None) -> Loader:
    """Return the shared loader; each session would otherwise keep 7 MB of endpoints."""
    loader = create_loader(search_path)
    loader.file_loader = _PlainFiles()
    return loader


class _PlainFiles(JSONFileLoader):
    """Loads models into plain dictionaries: half the memory of botocore's ordered ones."""

    def load_file(self, file_path: str) -> object:
        """Return the model of a path without its extension; None for a missing file."""
        plain, packed = Path(f"{file_path}.json"), Path(f"{file_path}.json.gz")
        if plain.is_file():
            return json.loads(plain.read_bytes())
        return json.loads(gzip.decompress(packed.read_bytes())) if packed.is_file() else None
