"""Lease stores: a written lease is read back, and of two writers one wins."""

import json
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import boto3
import pytest

from kickoff.aws.clients import Clients
from kickoff.aws.sessions import Aws
from prescaler.adapters.lease_file import LeaseFile
from prescaler.adapters.lease_table import LeaseTable
from prescaler.model import Claim, Code, Entry, Failure, Lease, Limits, Pause
from prescaler.parallel import ThreadMap
from prescaler.reconcile.ports import LeaseStore
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.server import serve
from tests.unit.prescaler.calendars import CLOSES, KICKOFF, OPENS
from tests.unit.prescaler.world import World

LEASE = Lease(
    World.dimension,
    found=Limits(50, 4000),
    previous=Limits(50, 4000),
    applied=Limits(1200, 4000),
    at=OPENS,
    claims=(
        Claim("Leeds v Derby", KICKOFF, CLOSES, ready=OPENS),
        Claim("Málaga v Cádiz", KICKOFF, CLOSES),
    ),
)


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[LeaseStore]:
    cloud = Cloud(Clock(OPENS), scan_page=2)
    cloud.add_table("leases", key="lease")
    with serve(cloud) as endpoint:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
        yield LeaseTable(Clients(Aws()), "leases")


@pytest.fixture
def file(tmp_path: Path) -> LeaseStore:
    return LeaseFile(tmp_path / ".kickoff-leases.json")


@pytest.fixture(params=["table", "file"])
def store(request: pytest.FixtureRequest) -> LeaseStore:
    found: LeaseStore = request.getfixturevalue(request.param)
    return found


def test_no_lease_stands_at_first(store: LeaseStore) -> None:
    assert store.read().standing == {}
    assert store.read().troubles == ()


def test_a_lease_is_read_as_it_was_written(store: LeaseStore) -> None:
    stored = store.put(LEASE)

    assert store.read().of(LEASE.dimension) == stored
    assert replace(stored, version=0, id="") == LEASE


def test_leases_beyond_one_page_are_read(store: LeaseStore) -> None:
    for number in range(5):
        resource = f"table/t-{number}"
        store.put(replace(LEASE, dimension=replace(LEASE.dimension, resource=resource)))

    assert len(store.read().standing) == 5


def test_leases_written_in_parallel_are_all_stored(store: LeaseStore) -> None:
    leases = [
        replace(LEASE, dimension=replace(LEASE.dimension, resource=f"table/t-{number}"))
        for number in range(40)
    ]
    ThreadMap(8)(store.put, leases)

    assert len(store.read().standing) == 40


def test_a_second_first_lease_loses(store: LeaseStore) -> None:
    store.put(LEASE)

    assert _refusal(lambda: store.put(LEASE)) is Code.CONFLICT


def test_a_stale_lease_is_not_written(store: LeaseStore) -> None:
    stale = store.put(LEASE)
    newer = store.put(replace(stale, applied=Limits(800, 4000)))

    assert _refusal(lambda: store.put(stale)) is Code.CONFLICT
    assert store.read().of(LEASE.dimension) == newer


def test_an_ended_lease_keeps_its_audit_trail(store: LeaseStore) -> None:
    entry = Entry(OPENS, "raise", 50, 1200, "Leeds v Derby asks 1200")
    ended = store.put(replace(store.put(LEASE), standing=False, entries=(entry,)))

    leases = store.read()
    assert leases.standing == {}
    assert leases.ended == {LEASE.dimension.lease_id: ended}


def test_an_invalid_lease_does_not_affect_the_others(tmp_path: Path) -> None:
    path = tmp_path / ".kickoff-leases.json"
    LeaseFile(path).put(LEASE)
    records = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps([*records, {"lease": "x", "version": 1}]))

    leases = LeaseFile(path).read()

    assert list(leases.standing) == [LEASE.dimension.lease_id]
    assert leases.unreadable["x"].code is Code.LEASE_UNAVAILABLE


@pytest.mark.parametrize("content", ["{", "[1]", '{"a": 1}', "[{}]"])
def test_a_broken_lease_file_makes_the_store_unavailable(tmp_path: Path, content: str) -> None:
    path = tmp_path / ".kickoff-leases.json"
    path.write_text(content)

    assert LeaseFile(path).read().away is not None
    assert _refusal(lambda: LeaseFile(path).put(LEASE)) is Code.LEASE_UNAVAILABLE
    assert path.read_text() == content


def test_a_directory_that_does_not_exist_makes_the_store_unavailable(tmp_path: Path) -> None:
    store = LeaseFile(tmp_path / "nowhere" / ".kickoff-leases.json")

    assert _refusal(lambda: store.put(LEASE)) is Code.LEASE_UNAVAILABLE


def _refusal(attempt: Callable[[], object]) -> Code:
    with pytest.raises(Failure) as caught:
        attempt()
    return caught.value.outcome.code


def test_a_lease_of_a_newer_format_is_kept_and_reported(store: LeaseStore) -> None:
    stored = store.put(LEASE)
    _rewrite(store, stored.key, "format", 2)

    message = store.read().unreadable[stored.key].message
    assert "has format 2, and this kickoff reads 1: it is kept" in message
    assert "Upgrade this kickoff" in message
    assert _refusal(lambda: store.put(LEASE)) is Code.CONFLICT
    assert store.read().standing == {}


def test_no_message_advises_to_delete_a_lease_that_cannot_be_read(store: LeaseStore) -> None:
    stored = store.put(LEASE)
    _rewrite(store, stored.key, "found", "?")

    message = store.read().unreadable[stored.key].message
    assert "it is kept" in message
    assert "delete" not in message


def test_an_order_that_cannot_be_read_holds(store: LeaseStore) -> None:
    store.pause(Pause(OPENS, "ops"))
    _rewrite(store, "pause", "until", "soon")

    pause = store.read().pause(CLOSES)
    assert pause is not None
    assert pause.until is None


def test_a_lease_without_a_format_has_the_first(store: LeaseStore) -> None:
    stored = store.put(LEASE)
    _rewrite(store, stored.key, "format", None)

    assert store.read().standing == {stored.key: stored}


def test_a_full_disk_leaves_the_old_leases_and_no_part_of_new_ones(tmp_path: Path) -> None:
    store = LeaseFile(tmp_path / ".kickoff-leases.json")
    stored = store.put(LEASE)

    with _files_of_at_most(100):
        assert _refusal(lambda: store.put(stored)) is Code.LEASE_UNAVAILABLE

    assert [each.name for each in tmp_path.iterdir()] == [".kickoff-leases.json"]
    assert store.read().standing == {stored.key: stored}


@contextmanager
def _files_of_at_most(size: int) -> Iterator[None]:
    """Let the system refuse larger files, as a full disk does."""
    before, ignored = resource.getrlimit(resource.RLIMIT_FSIZE), signal.SIG_IGN
    handler = signal.signal(signal.SIGXFSZ, ignored)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def _rewrite(store: LeaseStore, key: str, field: str, value: str | int | None) -> None:
    """Replace one field of a stored record; None removes it."""
    if isinstance(store, LeaseFile):
        path = store.path
        records = json.loads(path.read_text(encoding="utf-8"))
        for record in records:
            record[field] = value
            if value is None:
                del record[field]
        path.write_text(json.dumps(records), encoding="utf-8")
        return
    table = boto3.resource("dynamodb").Table("leases")
    item = table.get_item(Key={"lease": key})["Item"]
    item.pop(field)
    table.put_item(Item=item if value is None else {**item, field: value})


def test_a_stop_and_a_pause_are_stored_beside_each_other(store: LeaseStore) -> None:
    stop, pause = Pause(None, "ann", stops_all=True), Pause(CLOSES, "bob")
    store.pause(stop)
    store.pause(pause)

    assert store.read().pause(OPENS) == stop
    store.resume(stops_all=True)
    assert store.read().pause(OPENS) == pause
    assert store.read().pause(CLOSES) is None
    store.resume(stops_all=False)
    store.resume(stops_all=False)
    assert store.read().orders == ()
