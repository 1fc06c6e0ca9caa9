"""Opens connections: trusting whom boto3 trusts, and through the proxy that boto3 would take."""

# mypy: untyped-calls-exclude=awscrt

from concurrent.futures import Future

from awscrt.exceptions import AwsCrtError
from awscrt.http import (
    HttpClientConnection,
    HttpProxyAuthenticationType,
    HttpProxyConnectionType,
    HttpProxyOptions,
)
from awscrt.io import (
    ClientBootstrap,
    ClientTlsContext,
    DefaultHostResolver,
    EventLoopGroup,
    TlsConnectionOptions,
    TlsContextOptions,
)
from botocore.httpsession import get_cert_path

from warmer.adapters.endpoint import ConnectionTarget
from warmer.adapters.proxies import Proxy

Attempt = Future[HttpClientConnection]


class TrustError(Exception):
    """The certificates of those that are trusted cannot be read."""


class Connector:
    """Opens one connection at a time; what all share is made once.

    `ca_bundle` is a file of the authorities trusted; None for those that boto3 brings.
    """

    def __init__(self, ca_bundle: str | None) -> None:
        # One thread: callbacks into Python take turns anyway.
        loops = EventLoopGroup(num_threads=1)
        self._bootstrap = ClientBootstrap(loops, DefaultHostResolver(loops))
        self._trust = _trust(ca_bundle or str(get_cert_path(verify=True)))

    def open(self, line: ConnectionTarget) -> Attempt:
        """A new connection."""
        try:
            attempt: Attempt = HttpClientConnection.new(
                line.host,
                line.port,
                self._bootstrap,
                tls_connection_options=self._tls_to(line.host) if line.tls else None,
                proxy_options=self._through(line.proxy, tunnel=line.tls) if line.proxy else None,
            )
        except TrustError as error:
            attempt = Future()
            attempt.set_exception(error)
        return attempt

    def _through(self, proxy: Proxy, *, tunnel: bool) -> HttpProxyOptions:
        kinds, knocks = HttpProxyConnectionType, HttpProxyAuthenticationType
        return HttpProxyOptions(
            proxy.host,
            proxy.port,
            self._tls_to(proxy.host) if proxy.tls else None,
            knocks.Basic if proxy.user else knocks.Nothing,
            proxy.user,
            proxy.password,
            kinds.Tunneling if tunnel else kinds.Forwarding,
        )

    def _tls_to(self, host: str) -> TlsConnectionOptions:
        if isinstance(self._trust, TrustError):
            raise self._trust
        options = TlsConnectionOptions(self._trust)
        options.set_server_name(host)
        return options


def _trust(path: str) -> ClientTlsContext | TrustError:
    options = TlsContextOptions()
    try:
        options.override_default_trust_store_from_path(ca_filepath=path)
        return ClientTlsContext(options)
    except (AwsCrtError, OSError) as error:
        words = f"the certificates of {path} cannot be read ({error}): correct AWS_CA_BUNDLE"
        return TrustError(words)
