"""The proxy to a URL, chosen by boto3 from HTTPS_PROXY, HTTP_PROXY and NO_PROXY."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from botocore.httpsession import ProxyConfiguration
from botocore.utils import get_environ_proxies

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy and our credentials for it. `tls` means that the proxy itself is behind TLS."""

    host: str
    port: int
    tls: bool
    user: str | None = None
    password: str | None = field(default=None, repr=False)


def proxy_to(url: str) -> Proxy | None:
    """Return the proxy that boto3 would use for a URL."""
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
