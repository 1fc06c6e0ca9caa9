"""The pace of changes: a burst, then some a second, in the order of asking."""

from kickoff.aws.pace import ControlPlane, Pace
from kickoff.aws.pacer import Pacer
from kickoff.aws.place import Place


class Time:
    """A clock that only waiting moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def pacer(time: Time, burst: int = 3, per_second: float = 2) -> Pacer:
    return Pacer(Pace(burst, per_second), time.clock, time.sleep)


def turns(pacer: Pacer, time: Time, count: int, until: float = 100) -> list[float]:
    """The instants of some turns."""
    return [time.now for _ in range(count) if pacer.take(until)]


def test_a_burst_goes_at_once_and_the_rest_at_the_pace() -> None:
    time = Time()

    assert turns(pacer(time), time, 6) == [0, 0, 0, 0.5, 1, 1.5]


def test_a_pause_gives_another_burst_but_no_more() -> None:
    time = Time()
    paced = pacer(time)
    turns(paced, time, 5)
    time.sleep(60)

    assert turns(paced, time, 4) == [61, 61, 61, 61.5]


def test_a_turn_after_the_end_is_refused_without_waiting() -> None:
    time = Time()
    paced = pacer(time)

    assert turns(paced, time, 9, until=1) == [0, 0, 0, 0.5, 1]
    assert time.now == 1


def test_a_refusal_by_aws_uses_up_the_burst() -> None:
    time = Time()
    paced = pacer(time)

    paced.refused()

    assert turns(paced, time, 3) == [0.5, 1, 1.5]


def test_places_of_one_account_and_region_share_a_control_plane() -> None:
    role = "arn:aws:iam::123456789012:role/{}"
    one, other = (Place("eu-west-1", role.format(name)) for name in ("reader", "writer"))

    assert ControlPlane.of("dynamodb", one) == ControlPlane.of("dynamodb", other)
    assert ControlPlane.of("dynamodb", one) != ControlPlane.of("lambda", one)
    assert ControlPlane.of("dynamodb", one) != ControlPlane.of("dynamodb", Place("eu-west-2"))
