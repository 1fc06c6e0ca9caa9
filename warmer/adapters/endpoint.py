"""Lambda's data plane: endpoint, credentials and proxy, as boto3 finds them."""

from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, NoRegionError
from botocore.httpsession import ProxyConfiguration
from botocore.utils import get_environ_proxies

from kickoff.aws.clients import Clients
from kickoff.aws.place import Place
from kickoff.aws.sessions import Aws
from warmer.model import PingCode

_PORTS = {"http": 80, "https": 443}


class EndpointError(Exception):
    """Pings to a place cannot be sent; `code` says why."""

    def __init__(self, code: PingCode, reason: str) -> None:
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True, slots=True)
class InvokeCredentials:
    """Credentials that are valid at this moment."""

    access_key: str
    secret_key: str = field(repr=False)
    token: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy and our credentials for it. `tls` means that the proxy itself is behind TLS."""

    host: str
    port: int
    tls: bool
    user: str | None = None
    password: str | None = field(default=None, repr=False)


class ConnectionTarget(NamedTuple):
    """A host and port to connect to, and the proxy on the way."""

    host: str
    port: int
    tls: bool
    proxy: Proxy | None = None

    def __str__(self) -> str:
        by = f" through the proxy {self.proxy.host}:{self.proxy.port}" if self.proxy else ""
        return f"{self.host}:{self.port}{by}"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Lambda's data plane of one place. `path` precedes the API's own paths, and is often empty."""

    target: ConnectionTarget
    authority: str
    path: str
    region: str
    credentials: InvokeCredentials


class Endpoints:
    """Finds endpoints. Clients are kept; credentials are read anew each time."""

    def __init__(self, aws: Aws) -> None:
        self._clients = Clients(aws, Config())
        self._aws = aws

    def find(self, place: Place) -> Endpoint:
        """Return the endpoint of a place.

        Raises:
            EndpointError: No region, no credentials, or a role that cannot be assumed.
        """
        try:
            meta = self._clients.functions(place).meta
            credentials = self._credentials(place)
        except ClientError as error:
            raise EndpointError(PingCode.DENIED, str(error)) from error
        except NoCredentialsError as error:
            reason = f"{error}: set AWS_PROFILE, or run `aws configure`"
            raise EndpointError(PingCode.UNREACHABLE, reason) from error
        except NoRegionError as error:
            reason = f"{error} Give the target a region, or set AWS_REGION"
            raise EndpointError(PingCode.UNREACHABLE, reason) from error
        except BotoCoreError as error:
            raise EndpointError(PingCode.UNREACHABLE, str(error)) from error
        url = urlsplit(meta.endpoint_url)
        port, proxy = url.port or _PORTS[url.scheme], proxy_to(meta.endpoint_url)
        return Endpoint(
            target=ConnectionTarget(url.hostname or "", port, url.scheme == "https", proxy),
            authority=url.netloc,
            path=url.path.rstrip("/"),
            region=meta.region_name,
            credentials=credentials,
        )

    def _credentials(self, place: Place) -> InvokeCredentials:
        found = self._aws.session(place).get_credentials()
        frozen = found.get_frozen_credentials() if found else None
        if frozen is None or frozen.access_key is None or frozen.secret_key is None:
            raise NoCredentialsError
        return InvokeCredentials(frozen.access_key, frozen.secret_key, frozen.token)


def proxy_to(url: str) -> Proxy | None:
    """Return the proxy that boto3 would use: by HTTPS_PROXY, HTTP_PROXY and NO_PROXY."""
    proxies = get_environ_proxies(url)
    if urlsplit(url).scheme not in proxies:
        return None
    parts = urlsplit(ProxyConfiguration(proxies).proxy_url_for(url))
    return Proxy(
        host=parts.hostname or "",
        port=parts.port or _PORTS[parts.scheme],
        tls=parts.scheme == "https",
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )
