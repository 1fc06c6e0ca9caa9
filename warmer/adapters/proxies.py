"""Which proxy leads to a place: boto3 decides, by HTTPS_PROXY, HTTP_PROXY and NO_PROXY."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from botocore.httpsession import ProxyConfiguration
from botocore.utils import get_environ_proxies

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy, and who we are to it; `tls` says that it is itself spoken to over TLS."""

    host: str
    port: int
    tls: bool
    user: str | None = None
    password: str | None = field(default=None, repr=False)


def proxy_to(url: str) -> Proxy | None:
    """The proxy that boto3 would take to a URL."""
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
