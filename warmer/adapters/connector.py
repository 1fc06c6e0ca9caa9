"""Opens connections with the trust store and the proxy that boto3 would use."""

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

from warmer.adapters.endpoint import ConnectionTarget, Proxy

ConnectAttempt = Future[HttpClientConnection]


class TrustStoreError(Exception):
    """The file of trusted certificates cannot be read."""


class Connector:
    """Opens one connection at a time. The event loop and the trust store are shared.

    `ca_bundle` is a file of trusted authorities; None for the file that boto3 brings.
    """

    def __init__(self, ca_bundle: str | None) -> None:
        # One thread is enough: callbacks into Python hold its lock anyway.
        loops = EventLoopGroup(num_threads=1)
        self._bootstrap = ClientBootstrap(loops, DefaultHostResolver(loops))
        self._trust_store = _trust_store(ca_bundle or str(get_cert_path(verify=True)))

    def open(self, target: ConnectionTarget) -> ConnectAttempt:
        """Begin to open a new connection."""
        proxy = target.proxy
        try:
            attempt: ConnectAttempt = HttpClientConnection.new(
                target.host,
                target.port,
                self._bootstrap,
                tls_connection_options=self._tls_options(target.host) if target.tls else None,
                proxy_options=self._proxy_options(proxy, tunnel=target.tls) if proxy else None,
            )
        except TrustStoreError as error:
            attempt = Future()
            attempt.set_exception(error)
        return attempt

    def _proxy_options(self, proxy: Proxy, *, tunnel: bool) -> HttpProxyOptions:
        kinds, authentication = HttpProxyConnectionType, HttpProxyAuthenticationType
        return HttpProxyOptions(
            proxy.host,
            proxy.port,
            self._tls_options(proxy.host) if proxy.tls else None,
            authentication.Basic if proxy.user else authentication.Nothing,
            proxy.user,
            proxy.password,
            kinds.Tunneling if tunnel else kinds.Forwarding,
        )

    def _tls_options(self, host: str) -> TlsConnectionOptions:
        if isinstance(self._trust_store, TrustStoreError):
            raise self._trust_store
        options = TlsConnectionOptions(self._trust_store)
        options.set_server_name(host)
        return options


def _trust_store(path: str) -> ClientTlsContext | TrustStoreError:
    options = TlsContextOptions()
    try:
        options.override_default_trust_store_from_path(ca_filepath=path)
        return ClientTlsContext(options)
    except (AwsCrtError, OSError) as error:
        return TrustStoreError(
            f"the certificates of {path} cannot be read ({error}): correct AWS_CA_BUNDLE"
        )
