import pytest

from simulator.errors import ServiceError
from simulator.lambda_.service import LambdaService, RequestsServed
from tests.unit.simulator.times import NOON, minutes


def account(concurrency: int = 1000, reserved: int | None = None) -> LambdaService:
    functions = LambdaService(concurrency)
    for name, limit in (("pricing", reserved), ("settlement", None)):
        functions.add(name, ["live", "next"], guarded=True, reserved=limit)
    return functions


def test_a_busy_container_serves_no_second_request() -> None:
    functions = account()
    first = functions.begin("pricing", "live", NOON)
    second = functions.begin("pricing", "live", NOON)
    assert first.id != second.id
    assert functions["pricing"].pool("live").warm(NOON) == 2


def test_an_idle_container_is_reused_without_a_cold_start() -> None:
    functions = account()
    pool = functions["pricing"].pool("live")
    container = functions.begin("pricing", "live", NOON)
    assert container.requests == 0
    pool.give_back(container, NOON)
    assert functions.begin("pricing", "live", NOON + minutes(1)) is container
    assert container.requests == 1


def test_containers_expire_after_their_idle_life() -> None:
    functions = account()
    pool = functions["pricing"].pool("live")
    functions.serve("pricing", "live", 3, NOON)
    functions.serve("pricing", "live", 1, NOON + minutes(10))
    assert pool.warm(NOON + minutes(15)) == 3
    assert pool.warm(NOON + minutes(16)) == 1
    assert pool.warm(NOON + minutes(26)) == 0


def test_containers_that_a_quiet_minute_does_not_use_expire() -> None:
    functions = account()
    functions.serve("pricing", "live", 5, NOON)
    for minute in range(1, 17):
        functions.serve("pricing", "live", 2, NOON + minutes(minute))
    assert functions["pricing"].pool("live").warm(NOON + minutes(16)) == 2


def test_only_live_traffic_above_the_warm_containers_is_cold() -> None:
    functions = account()
    assert functions.serve("pricing", "live", 4, NOON) == RequestsServed(
        warm=0, cold=4, throttled=0
    )
    assert functions.serve("pricing", "live", 6, NOON) == RequestsServed(
        warm=4, cold=2, throttled=0
    )


def test_a_version_has_its_own_containers_and_shares_them_with_its_aliases() -> None:
    functions = account()
    functions.serve("pricing", "$LATEST", 5, NOON)
    assert functions.serve("pricing", "live", 5, NOON).cold == 5
    assert functions.serve("pricing", "next", 5, NOON).cold == 0


def test_reserved_concurrency_limits_all_versions_together() -> None:
    functions = account(reserved=2)
    functions.begin("pricing", "live", NOON)
    functions.begin("pricing", "next", NOON)
    with pytest.raises(ServiceError) as refused:
        functions.begin("pricing", "live", NOON)
    assert refused.value.status == 429
    assert refused.value.fields == {"Reason": "ReservedFunctionConcurrentInvocationLimitExceeded"}
    functions.begin("settlement", "live", NOON)


def test_functions_without_a_reservation_share_the_unreserved_concurrency() -> None:
    functions = account(concurrency=10, reserved=7)
    for name in ("settlement", "settlement", "settlement"):
        functions.begin(name, "live", NOON)
    with pytest.raises(ServiceError) as refused:
        functions.begin("settlement", "next", NOON)
    assert refused.value.fields == {"Reason": "ConcurrentInvocationLimitExceeded"}
    functions.begin("pricing", "live", NOON)


def test_live_traffic_above_the_limit_is_throttled() -> None:
    functions = account(reserved=3)
    assert functions.serve("pricing", "live", 5, NOON) == RequestsServed(
        warm=0, cold=3, throttled=2
    )


@pytest.mark.parametrize(("name", "qualifier"), [("nope", "live"), ("pricing", "nope")])
def test_an_unknown_function_or_qualifier_is_not_found(name: str, qualifier: str) -> None:
    with pytest.raises(ServiceError, match="Function not found") as refused:
        account().begin(name, qualifier, NOON)
    assert refused.value.status == 404
