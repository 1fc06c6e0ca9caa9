import ssl
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from kickoff.aws.place import Place
from kickoff.aws.sessions import Aws
from tests.unit.simulator.certificates import self_signed
from tests.unit.warmer.lambda_service import LambdaService, Pool, running, throttled
from tests.unit.warmer.pinging import CLOCK, new_sender, warm_one
from tests.unit.warmer.proxy import Proxy
from tests.unit.warmer.sockets import listening
from warmer.adapters.endpoint import Endpoints, proxy_to
from warmer.adapters.transport import Transport
from warmer.model import PingCode

LAMBDA = "https://lambda.eu-west-1.amazonaws.com"


@pytest.fixture
def secure(
    _identity: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[LambdaService]:
    """A data plane behind TLS with a trusted certificate."""
    context, trusted = self_signed(tmp_path)
    with running(context) as service:
        service.functions["pricing:live"] = Pool()
        monkeypatch.setenv("AWS_ENDPOINT_URL", service.url)
        monkeypatch.setenv("AWS_CA_BUNDLE", str(trusted))
        yield service


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """A proxy for HTTPS that the environment names."""
    proxy = Proxy()
    with listening(proxy.serve) as port:
        proxy.port = port
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        yield proxy


def test_a_ping_goes_through_a_tunnel_of_the_proxy(secure: LambdaService, proxy: Proxy) -> None:
    result = warm_one(new_sender())
    assert (result.code, result.report.distinct) == (PingCode.OK, 1)
    assert proxy.requests == [f"CONNECT {urlsplit(secure.url).netloc}"]


@pytest.mark.usefixtures("secure")
def test_the_proxy_gets_user_and_password(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy.user = "squad:s3cret/"
    monkeypatch.setenv("HTTPS_PROXY", f"http://squad:s3cret%2F@127.0.0.1:{proxy.port}")
    assert warm_one(new_sender()).code is PingCode.OK


def test_a_proxy_that_refuses_the_user_is_named(
    secure: LambdaService, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy.user = "somebody:else"
    monkeypatch.setenv("HTTPS_PROXY", f"http://squad:s3cret@127.0.0.1:{proxy.port}")
    result = warm_one(new_sender())
    assert (result.code, secure.requests) == (PingCode.UNREACHABLE, [])
    assert f"through the proxy 127.0.0.1:{proxy.port}" in result.reason
    assert "s3cret" not in result.reason


def test_a_host_in_no_proxy_is_reached_directly(
    secure: LambdaService, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "example.com,127.0.0.1")
    assert warm_one(new_sender()).code is PingCode.OK
    assert (proxy.requests, len(secure.requests)) == ([], 1)


@pytest.mark.usefixtures("_unhurried")
def test_a_proxy_for_http_forwards_pings_and_retries(
    service: LambdaService, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = Pool()

    async def busy_at_first(event: dict[str, object]) -> bytes:
        first = len(service.requests) == 1
        return throttled("CallerRateLimitExceeded") if first else await pool(event)

    service.functions["pricing:live"] = busy_at_first
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
    result = warm_one(new_sender())
    assert (result.code, result.report.retried) == (PingCode.OK, 1)
    path = "/2015-03-31/functions/pricing/invocations?Qualifier=live"
    assert [request.path for request in service.requests] == [path, path]
    assert proxy.requests == [f"POST {service.url}{path}"]


def test_a_proxy_may_be_behind_tls(
    secure: LambdaService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = Proxy()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")
    with listening(proxy.serve, context) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"https://127.0.0.1:{port}")
        assert warm_one(new_sender()).code is PingCode.OK
    assert proxy.requests == [f"CONNECT {urlsplit(secure.url).netloc}"]


@pytest.mark.usefixtures("secure")
def test_the_time_to_connect_and_its_processor_share_are_measured(
    proxy: Proxy,
) -> None:
    proxy.delay_s = 0.5
    target, transport = (
        Endpoints(Aws()).find(Place()).target,
        Transport(Aws().ca_bundle, clock=CLOCK),
    )
    with transport.connections({target: 20}, timeout=20):
        pass
    assert transport.connecting is not None
    assert transport.connecting.tls
    assert transport.connecting.each_ms > 500 / 20
    assert transport.connecting.share < 0.7


@pytest.mark.parametrize(
    ("written", "host", "port", "tls"),
    [
        ("http://proxy.example.com:3128", "proxy.example.com", 3128, False),
        ("proxy.example.com:3128", "proxy.example.com", 3128, False),
        ("//proxy.example.com", "proxy.example.com", 80, False),
        ("https://proxy.example.com", "proxy.example.com", 443, True),
    ],
)
@pytest.mark.usefixtures("_identity")
def test_proxies_are_read_as_boto3_reads_them(
    monkeypatch: pytest.MonkeyPatch, written: str, host: str, port: int, *, tls: bool
) -> None:
    monkeypatch.setenv("https_proxy", written)
    proxy = proxy_to(LAMBDA)
    assert proxy is not None
    assert (proxy.host, proxy.port, proxy.tls) == (host, port, tls)
    assert proxy_to("http://lambda.invalid") is None
