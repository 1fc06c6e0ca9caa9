"""Where and as whom Lambda is invoked: boto3 decides region, endpoint and credentials."""

from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, NoRegionError

from kickoff.aws.clients import Clients
from kickoff.aws.place import Place
from kickoff.aws.sessions import Aws
from warmer.adapters.proxies import Proxy, proxy_to
from warmer.model import Code


class EndpointError(Exception):
    """There is no way to invoke anything at a place: `code` is DENIED or UNREACHABLE."""

    def __init__(self, code: Code, reason: str) -> None:
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True, slots=True)
class Credentials:
    """Credentials as they are at this moment."""

    access_key: str
    secret_key: str = field(repr=False)
    token: str | None = field(repr=False)


class Line(NamedTuple):
    """What a connection leads to, and the proxy it goes through."""

    host: str
    port: int
    tls: bool
    proxy: Proxy | None = None

    def __str__(self) -> str:
        by = f" through the proxy {self.proxy.host}:{self.proxy.port}" if self.proxy else ""
        return f"{self.host}:{self.port}{by}"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Lambda's data plane at one place; `path` is what precedes its own paths, often empty."""

    line: Line
    authority: str
    path: str
    region: str
    credentials: Credentials


class Endpoints:
    """Finds endpoints; clients are kept, credentials are asked for anew each time."""

    def __init__(self, aws: Aws) -> None:
        self._clients = Clients(aws, Config())
        self._aws = aws

    def find(self, place: Place) -> Endpoint:
        """The endpoint of a place.

        Raises:
            EndpointError: No region, no credentials, or a role that cannot be assumed.
        """
        try:
            meta = self._clients.functions(place).meta
            credentials = self._credentials(place)
        except ClientError as error:
            raise EndpointError(Code.DENIED, str(error)) from error
        except NoCredentialsError as error:
            words = f"{error}: set AWS_PROFILE, or run `aws configure`"
            raise EndpointError(Code.UNREACHABLE, words) from error
        except NoRegionError as error:
            words = f"{error} Give the target a region, or set AWS_REGION"
            raise EndpointError(Code.UNREACHABLE, words) from error
        except BotoCoreError as error:
            raise EndpointError(Code.UNREACHABLE, str(error)) from error
        url = urlsplit(meta.endpoint_url)
        tls, proxy = url.scheme == "https", proxy_to(meta.endpoint_url)
        return Endpoint(
            line=Line(url.hostname or "", url.port or (443 if tls else 80), tls, proxy),
            authority=url.netloc,
            path=url.path.rstrip("/"),
            region=meta.region_name,
            credentials=credentials,
        )

    def _credentials(self, place: Place) -> Credentials:
        found = self._aws.session(place).get_credentials()
        frozen = found.get_frozen_credentials() if found else None
        if frozen is None or frozen.access_key is None or frozen.secret_key is None:
            raise NoCredentialsError
        return Credentials(frozen.access_key, frozen.secret_key, frozen.token)
