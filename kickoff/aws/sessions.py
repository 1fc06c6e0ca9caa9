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

from kickoff.aws.place import Place

ROLE_SESSION_NAME = "kickoff"
# Every call for a place waits for its role: one that is silent must not take the others' time.
_ASSUMING = Config(connect_timeout=2, read_timeout=3, retries={"total_max_attempts": 2})
# A tick has a minute: give up on a silent endpoint in time to say so.
PATIENCE = Config(
    connect_timeout=3, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 3}
)


class Aws:
    """Sessions through boto3, each made once for a place."""

    def __init__(self) -> None:
        self.session = cache(_session)

    @cached_property
    def ca_bundle(self) -> str | None:
        """A file of the authorities to trust, AWS_CA_BUNDLE or a profile's; None for boto3's."""
        try:
            bundle: str | None = get_session().get_config_variable("ca_bundle")
        except ProfileNotFound:  # whoever asks for a client is told
            return None
        return bundle


def _assumption(place: Place) -> dict[str, str]:
    """What AssumeRole is told beside the role."""
    named = {"RoleSessionName": ROLE_SESSION_NAME}
    return named if place.external_id is None else {**named, "ExternalId": place.external_id}


def _session(place: Place) -> boto3.Session:
    """A session for a region, as ourselves or in a role whose credentials renew themselves."""
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
    """A session that reads AWS' models where every other of this process does."""
    session = get_session()
    session.register_component("data_loader", _models(session.get_config_variable("data_path")))
    return session


@cache
def _models(search_path: str | None) -> Loader:
    """What each session would read and keep for itself: 7 MB, of endpoints alone."""
    loader = create_loader(search_path)
    loader.file_loader = _PlainFiles()
    return loader


class _PlainFiles(JSONFileLoader):
    """AWS' models in plain dictionaries, which take half of what botocore's ordered ones do."""

    def load_file(self, file_path: str) -> object:
        """The model of a path without its ending; None where there is no such file."""
        plain, packed = Path(f"{file_path}.json"), Path(f"{file_path}.json.gz")
        if plain.is_file():
            return json.loads(plain.read_bytes())
        return json.loads(gzip.decompress(packed.read_bytes())) if packed.is_file() else None
