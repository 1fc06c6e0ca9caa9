"""HTTP/1.1 over awscrt: as many connections as pings, opened first, each for one request."""

# mypy: untyped-calls-exclude=awscrt

from concurrent.futures import Future, wait
from functools import cached_property

from awscrt.http import HttpClientConnection
from awscrt.io import (
    ClientBootstrap,
    ClientTlsContext,
    DefaultHostResolver,
    EventLoopGroup,
    TlsConnectionOptions,
    TlsContextOptions,
)
from botocore.httpsession import get_cert_path
from botocore.session import get_session

from warmer.adapters.endpoint import Endpoint


class Transport:
    """Opens connections; what they share is made once a process."""

    def __init__(self) -> None:
        # One thread: callbacks into Python take turns anyway.
        loops = EventLoopGroup(num_threads=1)
        self._bootstrap = ClientBootstrap(loops, DefaultHostResolver(loops))

    def connect(
        self, endpoint: Endpoint, count: int, timeout: float
    ) -> tuple[list[HttpClientConnection], list[str]]:
        """Open connections at once; return those open after at most `timeout` seconds.

        The second list says, for each of the others, why it is not.
        """
        tls = self._tls_to(endpoint.host) if endpoint.tls else None
        attempts: list[Future[HttpClientConnection]] = [
            HttpClientConnection.new(
                endpoint.host, endpoint.port, self._bootstrap, tls_connection_options=tls
            )
            for _ in range(count)
        ]
        wait(attempts, timeout)
        late = f"no connection to {endpoint.authority} within {timeout:.0f} s"
        if tls is not None:  # a failed handshake is told only after 10 to 30 s, to blind attackers
            late += "; is its certificate trusted? AWS_CA_BUNDLE names a file of those that are"
        opened, failures = [], []
        for attempt in attempts:
            if not attempt.done():
                attempt.add_done_callback(_close_late)
                failures.append(late)
            elif (error := attempt.exception()) is not None:
                failures.append(f"no connection to {endpoint.authority}: {error}")
            else:
                opened.append(attempt.result())
        return opened, failures

    def _tls_to(self, host: str) -> TlsConnectionOptions:
        options = TlsConnectionOptions(self._tls)
        options.set_server_name(host)
        return options

    @cached_property
    def _tls(self) -> ClientTlsContext:
        """Trusts whom boto3 trusts: AWS_CA_BUNDLE, a profile's ca_bundle, or those it brings."""
        bundle = get_session().get_config_variable("ca_bundle")
        options = TlsContextOptions()
        options.override_default_trust_store_from_path(ca_filepath=get_cert_path(bundle or True))
        return ClientTlsContext(options)


def _close_late(attempt: "Future[HttpClientConnection]") -> None:
    if attempt.exception() is None:
        attempt.result().close()
