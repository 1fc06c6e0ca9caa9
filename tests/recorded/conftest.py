from collections.abc import Iterator

import pytest

from tests.recorded.stand_ins import (
    MotoAccount,
    SimulatedAccount,
    mocked,
    simulated,
    testing_session,
)


@pytest.fixture(scope="module", autouse=True)
def no_settings() -> Iterator[None]:
    """Without settings of the machine for AWS."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("AWS_ENDPOINT_URL", raising=False)
        patch.delenv("AWS_PROFILE", raising=False)
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        yield


@pytest.fixture(scope="module")
def simulator(no_settings: None) -> Iterator[SimulatedAccount]:  # noqa: ARG001
    with simulated(testing_session()) as account:
        yield account


@pytest.fixture(scope="module")
def moto(no_settings: None) -> Iterator[MotoAccount]:  # noqa: ARG001
    with mocked(testing_session()) as account:
        yield account
