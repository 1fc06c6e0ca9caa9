"""The simulator at the endpoint of the handler."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
