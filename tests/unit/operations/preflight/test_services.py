"""Services under auto scaling, beside tables and functions."""

from operations.preflight.finding import FindingCode
from simulator.autoscaling.resources import ScalableId
from simulator.autoscaling.tracking import TrackingPolicy
from simulator.faults import Fault
from tests.unit.operations.preflight.account import Account
from tests.unit.operations.preflight.calendars import beside
from tests.unit.operations.preflight.identity import SQUAD

WEB = ScalableId("service/prod/web", "ecs:service:DesiredCount")
LEDGER = ScalableId("cluster:ledger", "rds:cluster:ReadReplicaCount")


def calendar(target: str, demand: str) -> str:
    text = beside(target)
    return text.replace("    demand:\n", f"    demand:\n      {demand}\n")


def web(tasks: int = 30) -> str:
    return calendar(
        "web: {ecs: prod/web, tasks: {baseline: 4, max: 90000}}", f"web: {{tasks: {tasks}}}"
    )


def add_web(account: Account, *, maximum: int = 90_000, policy: bool = True) -> None:
    account.cloud.add_service(*WEB, 4, minimum=4, maximum=maximum)
    if policy:
        account.cloud.autoscaling.put_policy(WEB, TrackingPolicy("cpu", 60))


def test_a_service_as_the_calendar_says_has_no_finding(account: Account) -> None:
    add_web(account)
    assert account.check(web()) == []


def test_a_service_without_a_scaling_policy_stays_up_after_its_fixtures(account: Account) -> None:
    add_web(account, policy=False)
    found = account.only(FindingCode.NO_POLICY, web())
    assert found.subject == "web.tasks"
    assert "add a scaling policy" in found.advice
    assert found.affected.count == 2


def test_policies_that_cannot_be_read_are_unknown(account: Account) -> None:
    add_web(account)
    account.cloud.faults.stand(
        lambda call: call.operation == "autoscaling.DescribeScalingPolicies", Fault.DENIED
    )
    found = account.only(FindingCode.UNREAD, web())
    assert "application-autoscaling:DescribeScalingPolicies" in found.problem


def test_a_missing_service_is_not_found(account: Account) -> None:
    assert FindingCode.NOT_FOUND in {each.code for each in account.check(web())}


def test_a_maximum_below_the_level_is_reported(account: Account) -> None:
    add_web(account, maximum=20)
    found = account.only(FindingCode.MAX_TOO_LOW, web())
    assert (found.subject, found.affected.count) == ("web.tasks", 2)


def test_a_level_above_the_documented_quota_is_reported(account: Account) -> None:
    account.cloud.add_service(*LEDGER, 1, minimum=1, maximum=40)
    account.cloud.autoscaling.put_policy(LEDGER, TrackingPolicy("cpu", 60))
    text = calendar(
        "ledger: {aurora: ledger, replicas: {baseline: 1, max: 40}}", "ledger: {replicas: 10}"
    )
    found = account.only(FindingCode.SERVICE_QUOTA, text)
    assert "20 replicas are planned; AWS documents 15" in found.problem
    assert found.affected.count == 1


def bets(demand: int = 20, most: int = 90_000) -> str:
    return calendar(
        f"bets: {{stream: bets, shards: {{baseline: 4, max: {most}}}}}",
        f"bets: {{shards: {demand}}}",
    )


def test_a_stream_as_the_calendar_says_has_no_finding(account: Account) -> None:
    account.cloud.add_stream("bets", shards=4)
    assert account.check(bets()) == []


def test_shards_above_the_limit_of_the_account_are_reported(account: Account) -> None:
    account.cloud.add_stream("bets", shards=4)
    account.cloud.add_stream("clicks", shards=30)
    account.cloud.shard_limit = 60
    found = account.only(FindingCode.ACCOUNT_QUOTA, bets())
    assert "40 shards are planned beside 30 others; the quota is 60" in found.problem
    assert found.affected.count == 1


def test_more_changes_of_a_stream_than_aws_accepts_in_a_day_are_reported(account: Account) -> None:
    account.cloud.add_stream("bets", shards=4)
    found = account.only(FindingCode.DAILY_CHANGES, bets(100))
    # 4 to 200 shards are six doublings, and six halvings back, for the final at scale 2.
    assert "need 11 changes in 24 hours, and AWS accepts 10" in found.problem


def test_the_limit_of_shards_that_cannot_be_read_is_unknown(account: Account) -> None:
    account.cloud.add_stream("bets", shards=4)
    account.cloud.faults.stand(
        lambda call: call.operation == "kinesis.DescribeLimits", Fault.DENIED
    )
    found = account.only(FindingCode.UNREAD, bets())
    assert "kinesis:DescribeLimits" in found.problem


def test_the_permissions_of_a_service_are_simulated(account: Account) -> None:
    add_web(account)
    account.identity.denied = {(SQUAD, "ecs:UpdateService")}
    found = account.only(FindingCode.DENIED, web())
    assert "ecs:UpdateService" in found.problem
    assert "service/prod/web" in found.problem
