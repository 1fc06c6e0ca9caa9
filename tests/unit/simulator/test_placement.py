"""The container of a request that finds none idle: the one it started, or the first to free."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from simulator.cloud import Cloud
from simulator.traits import Placement, Traits
from tests.unit.simulator.conftest import ONCE
from tests.unit.simulator.test_invoke import answer, ping

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

START_S = 2.0


@contextmanager
def one_warm_container(
    cloud: Cloud, session: boto3.Session, url: str, placement: Placement
) -> Iterator["LambdaClient"]:
    traits = Traits(starts=timedelta(seconds=START_S), placement=placement)
    cloud.add_function("slow", traits=traits)
    config = ONCE.merge(Config(read_timeout=20))
    with closing(session.client("lambda", config=config, endpoint_url=url)) as client:
        answer(client, "slow", ping())
        yield client


def two_at_once(client: "LambdaClient") -> set[str]:
    """The containers that answer two pings at once, held for a part of a start."""
    together = ping(START_S / 4)
    with ThreadPoolExecutor(2) as threads:
        answers = threads.map(lambda _: answer(client, "slow", together), range(2))
        return {each["kickoff"]["container"] for each in answers}


def test_bound_a_request_waits_for_the_container_that_it_started(
    cloud: Cloud, session: boto3.Session, url: str
) -> None:
    with one_warm_container(cloud, session, url, Placement.BOUND) as client:
        assert two_at_once(client) == {"slow:1/1", "slow:1/2"}


def test_handed_over_a_request_takes_the_container_that_frees_first(
    cloud: Cloud, session: boto3.Session, url: str
) -> None:
    with one_warm_container(cloud, session, url, Placement.HANDED_OVER) as client:
        assert two_at_once(client) == {"slow:1/1"}
        assert cloud.containers_made("slow", "live") == 2


def test_handed_over_the_container_that_was_started_is_idle_and_new_afterwards(
    cloud: Cloud, session: boto3.Session, url: str
) -> None:
    with one_warm_container(cloud, session, url, Placement.HANDED_OVER) as client:
        two_at_once(client)
        while cloud.warm("slow", "live") < 2:
            time.sleep(0.05)
        started = answer(client, "slow", ping())["kickoff"]
        assert (started["container"], started["first"]) == ("slow:1/2", True)
        assert two_at_once(client) == {"slow:1/1", "slow:1/2"}
        assert cloud.containers_made("slow", "live") == 2
