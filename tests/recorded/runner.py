"""The judgement of one rule in one account."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, assert_never

from botocore.exceptions import BotoCoreError, ClientError

from tests.recorded.account import Account, CannotAnswerError
from tests.recorded.calls import to_call
from tests.recorded.expectation import unlike
from tests.recorded.rule import Refusal, Rule, Then
from tests.recorded.steps import (
    Attempt,
    Burst,
    Call,
    Function,
    Register,
    Settle,
    Step,
    Table,
    Track,
    Update,
    Wait,
)

_PATIENCE_S = 400
_LOOKS = 8
"""The number of times that a state is read while it is expected."""
_SETTLED = {
    "Table.TableStatus": "ACTIVE",
    "Table.GlobalSecondaryIndexes[?IndexStatus != 'ACTIVE'] | [0]": "absent",
}


class Verdict(StrEnum):
    """The result of a rule in an account."""

    AGREES = "agrees"
    WORDS = "other words"  # the recorded error code with another message
    TIME = "other time"  # the recorded state, sooner or later than recorded
    DIFFERS = "differs"
    CANNOT_ANSWER = "cannot answer"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, and the difference that was seen."""

    verdict: Verdict
    seen: str = ""


class _UnlikeError(Exception):
    """The account answered otherwise than recorded."""

    def __init__(self, seen: str, verdict: Verdict = Verdict.DIFFERS) -> None:
        super().__init__(seen)
        self.verdict = verdict


def judge(account: Account, rule: Rule) -> Judgement:
    """Run a rule in an account."""
    if rule.needs_clock and not account.has_clock:
        return Judgement(Verdict.CANNOT_ANSWER, "it has no clock")
    try:
        account.prepare(rule)
        for step in (*rule.given, *rule.when[:-1]):
            _take(account, step)
        _judge_last(account, rule.when[-1], rule.then)
    except CannotAnswerError as error:
        return Judgement(Verdict.CANNOT_ANSWER, str(error))
    except _UnlikeError as error:
        return Judgement(error.verdict, str(error))
    except (ClientError, BotoCoreError) as error:
        return Judgement(Verdict.DIFFERS, str(error))
    return Judgement(Verdict.AGREES)


def _take(account: Account, step: Step) -> dict[str, Any]:
    """Take a step; the answer of its call."""
    match step:
        case Table():
            for each in step.each():
                account.create_table(each)
                _settle(account, each.name)
        case Function():
            account.create_function(step)
        case Wait():
            account.advance(step.seconds)
        case Settle():
            _settle(account, step.table)
        case Attempt():
            try:
                _take(account, step.request)
            except ClientError as error:
                return dict(error.response)
        case Call() | Update() | Register() | Track():
            return account.send(to_call(step))
        case Burst():
            raise ValueError("a burst is the last step of a rule")
        case _ as never:
            assert_never(never)
    return {}


def _settle(account: Account, table: str) -> None:
    """Wait until a table and its indexes are ACTIVE."""
    waited, step = 0, 1
    while unlike(account.call("dynamodb.DescribeTable", {"TableName": table}), _SETTLED):
        if waited > _PATIENCE_S:
            raise _UnlikeError(f"{table} is not ACTIVE after {waited} s")
        account.advance(step)
        waited += step
        step = 1 if waited < 10 else 5


def _judge_last(account: Account, step: Step, then: Then) -> None:
    if isinstance(step, Burst):
        _judge_burst(account, step, then.burst or {})
        return
    try:
        answer = _take(account, step)
    except ClientError as error:
        if then.refusal is None:
            raise
        _judge_refusal(account, error, then.refusal)
        return
    if then.refusal:
        raise _UnlikeError(f"accepted, expected {then.refusal.code}")
    if seen := unlike(answer, account.fill(then.answer or {})):
        raise _UnlikeError(seen)
    if then.state is not None:
        _judge_state(account, then)


def _judge_refusal(account: Account, error: ClientError, refusal: Refusal) -> None:
    response: dict[str, Any] = dict(error.response)
    code, message = response["Error"].get("Code"), str(response["Error"].get("Message", ""))
    if code != refusal.code:
        raise _UnlikeError(f"{code}: {message}, expected {refusal.code}") from error
    if refusal.http and response["ResponseMetadata"]["HTTPStatusCode"] != refusal.http:
        raise _UnlikeError(f"HTTP {response['ResponseMetadata']['HTTPStatusCode']}") from error
    if seen := unlike(response, refusal.fields):
        raise _UnlikeError(seen) from error
    if missing := [part for part in account.fill(refusal.says) if part not in message]:
        raise _UnlikeError(f"{message!r} lacks {missing}", Verdict.WORDS) from error


def _judge_state(account: Account, then: Then) -> None:
    """Read the state right after the call, or in the recorded time, and as long as it stays."""
    first, last = then.after or (0, 0)
    if first and not _seen(account, then):
        raise _UnlikeError("it is there at once", Verdict.TIME)
    if first:
        account.advance(first)
        if not _seen(account, then):
            raise _UnlikeError(f"it is there within {first:g} s", Verdict.TIME)
    step, passed = (last - first) / _LOOKS, first
    while (difference := _seen(account, then)) and passed < last:
        account.advance(step)
        passed += step
    if difference and last:
        _judge_late(account, then, difference)
    if difference:
        raise _UnlikeError(difference)
    for _ in range(0, int(then.stays or 0), 60):
        account.advance(60)
        if difference := _seen(account, then):
            raise _UnlikeError(difference)


def _judge_late(account: Account, then: Then, difference: str) -> None:
    """Find whether the state comes later than recorded, or never."""
    _, last = then.after or (0, 0)
    for _ in range(_LOOKS):
        account.advance(max(last / 2, 20))
        if not _seen(account, then):
            raise _UnlikeError(f"it is later than {last:g} s: {difference}", Verdict.TIME)


def _seen(account: Account, then: Then) -> str:
    """The difference between the state now and the expected one."""
    return unlike(_take(account, then.read_by), account.fill(then.state or {}))


def _judge_burst(account: Account, burst: Burst, expected: dict[str, tuple[int, int]]) -> None:
    call = to_call(burst.request)
    account.client(call.service)  # boto3 makes clients safely in one thread at a time

    def result(number: int) -> str:
        try:
            account.send(call, number)
        except ClientError as error:
            return str(error.response["Error"].get("Code"))
        return "ok"

    with ThreadPoolExecutor(burst.times) as pool:
        counted = Counter(pool.map(result, range(burst.times)))
    for name, (least, most) in expected.items():
        if not least <= counted[name] <= most:
            raise _UnlikeError(f"{dict(counted)}, expected {least} to {most} {name}")
