"""The simulator at the endpoint of the handler, and ticks of the handler."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from prescaler.handler import handler
from simulator.cloud import Cloud
from simulator.lambda_runtime import aws_environment
from simulator.server import serve
from simulator.transport import changes_wait_in


@contextmanager
def reached(cloud: Cloud, config: Path) -> Iterator[None]:
    """Serve an account over real sockets, with a calendar and a lease table named `leases`.

    Changes wait for their turns in the account's time.
    """
    with (
        serve(cloud) as url,
        changes_wait_in(lambda: cloud),
        aws_environment(
            AWS_ENDPOINT_URL=url, KICKOFF_CONFIG=str(config), KICKOFF_LEASE_TABLE="leases"
        ),
    ):
        yield


Lines = dict[str, dict[str, Any]]
"""The lines of a tick by target and dimension, such as `prices.read`."""


def tick(cloud: Cloud, at: datetime) -> Lines:
    """Run one tick of the handler."""
    cloud.advance(at)
    report = handler({"scheduled_time": f"{at:%Y-%m-%dT%H:%M:%SZ}"}, None)
    return {f"{each['target']}.{each['dimension']}": each for each in report["dimensions"]}


def run(cloud: Cloud, start: datetime, end: datetime) -> list[Lines]:
    """Run one tick a minute over [start, end)."""
    minute = timedelta(minutes=1)
    return [tick(cloud, start + each * minute) for each in range((end - start) // minute)]
