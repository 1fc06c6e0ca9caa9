"""A feed is fetched within limits, and a hostile server harms nothing."""

import gzip
import time

import pytest

from kickoff.calendar.model.feed_url import MAX_FEED_BYTES
from operations.feeds.addresses import is_public
from operations.feeds.fetch import Fetcher, FetchError, Version
from tests.unit.operations.feeds.publisher import Answer, Publisher

_NEW = Version()


def test_a_feed_is_fetched_with_its_validators(publisher: Publisher) -> None:
    publisher.publish("content", ETag='"1"', **{"Last-Modified": "yesterday"})
    found = publisher.fetcher().fetch(publisher.url(), _NEW, {})
    assert found is not None
    assert (found.content, found.version) == (b"content", Version('"1"', "yesterday"))


def test_an_unchanged_feed_is_not_sent_again(publisher: Publisher) -> None:
    publisher.publish("content", ETag='"1"')
    assert publisher.fetcher().fetch(publisher.url(), Version('"1"', "yesterday"), {}) is None
    _, headers = publisher.requests[0]
    assert (headers["if-none-match"], headers["if-modified-since"]) == ('"1"', "yesterday")


def test_packed_content_is_unpacked(publisher: Publisher) -> None:
    publisher.publish(gzip.compress(b"content"), **{"Content-Encoding": "gzip"})
    found = publisher.fetcher().fetch(publisher.url(), _NEW, {})
    assert found is not None
    assert found.content == b"content"


def test_a_redirect_is_followed_without_the_secret_of_another_host(publisher: Publisher) -> None:
    publisher.answers["/league.ics"] = Answer(
        302, {"Location": f"https://localhost:{publisher.port}/other.ics"}
    )
    publisher.answers["/here.ics"] = Answer(302, {"Location": "/other.ics"})
    publisher.publish("content", "/other.ics")
    fetcher = publisher.fetcher()
    found = fetcher.fetch(publisher.url("/here.ics"), _NEW, {"X-Key": "secret"})
    assert found is not None
    assert [headers.get("x-key") for _, headers in publisher.requests] == ["secret", "secret"]
    with pytest.raises(FetchError, match="certificate"):  # it is for 127.0.0.1 only
        fetcher.fetch(publisher.url(), _NEW, {"X-Key": "secret"})


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (Answer(404), "the server answered 404"),
        (Answer(500), "the server answered 500"),
        (Answer(302, {"Location": "/league.ics"}), "more than 5 redirects"),
        (Answer(302, {"Location": "http://127.0.0.1/"}), "only https is fetched"),
        (Answer(302, {"Location": "file:///etc/passwd"}), "only https is fetched"),
        (Answer(302, {"Location": "https://[::1"}), "no valid address"),
        (Answer(302), "more than 5 redirects"),
        (Answer(body=b"x" * (MAX_FEED_BYTES + 1)), "larger than 5,000,000 bytes"),
        (Answer(body=b"x" * 65_536, endless=True), "larger than 5,000,000 bytes"),
        (
            Answer(
                headers={"Content-Encoding": "gzip"}, body=gzip.compress(bytes(MAX_FEED_BYTES * 50))
            ),
            "larger than 5,000,000 bytes",
        ),
        (Answer(headers={"Content-Encoding": "gzip"}, body=b"no gzip"), "gzip content is broken"),
        (Answer(headers={"Content-Encoding": "br"}), "encoding br is not supported"),
    ],
)
def test_a_hostile_or_broken_answer_is_refused(
    publisher: Publisher, answer: Answer, message: str
) -> None:
    publisher.answers["/league.ics"] = answer
    with pytest.raises(FetchError, match=message):
        publisher.fetcher().fetch(publisher.url(), _NEW, {})


@pytest.mark.parametrize(
    "answer",
    [
        Answer(body=b"x" * 1_000, slow=True),
        Answer(headers={f"X-{n}": "x" for n in range(90)}, slow_head=True),
    ],
)
def test_slow_bytes_end_at_the_time_limit(publisher: Publisher, answer: Answer) -> None:
    publisher.answers["/league.ics"] = answer
    began = time.monotonic()
    with pytest.raises(FetchError, match=r"no whole answer within 0\.5 s"):
        publisher.fetcher(seconds=0.5).fetch(publisher.url(), _NEW, {})
    assert time.monotonic() - began < 5  # the whole answer takes 9 s or more


def test_a_redirect_to_a_private_address_is_refused(publisher: Publisher) -> None:
    publisher.answers["/league.ics"] = Answer(302, {"Location": "https://169.254.169.254/latest"})
    own = publisher.fetcher()
    fetcher = Fetcher(
        is_allowed=lambda address: address == "127.0.0.1" or is_public(address),
        context=own.context,
    )
    with pytest.raises(FetchError, match=r"169\.254\.169\.254, which is not public"):
        fetcher.fetch(publisher.url(), _NEW, {})


def test_a_host_with_any_private_address_is_refused_before_a_connection() -> None:
    fetcher = Fetcher(resolve=lambda *_: ["93.184.216.34", "10.0.0.7"])
    with pytest.raises(FetchError, match=r"10\.0\.0\.7, which is not public"):
        fetcher.fetch("https://example.com/league.ics", _NEW, {})


def test_a_certificate_that_is_not_trusted_is_refused(publisher: Publisher) -> None:
    with pytest.raises(FetchError, match="CERTIFICATE_VERIFY_FAILED"):
        Fetcher(is_allowed=lambda _: True).fetch(publisher.url(), _NEW, {})


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0"),  # noqa: S104
        *("100.64.0.1", "224.0.0.1", "::1", "fe80::1", "fe80::1%eth0", "fd00:ec2::254"),
        *("::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::", "255.255.255.255"),
    ],
)
def test_private_and_local_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)
