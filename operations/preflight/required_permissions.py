"""The IAM permissions that the deployed applications need for a calendar."""

from collections.abc import Iterator
from dataclasses import dataclass

from kickoff.calendar import BaseTarget, Calendar, FunctionTarget
from operations.preflight.facts import RequiredPermission
from prescaler.resources.registry import KINDS

_BOUNDS = ("application-autoscaling:RegisterScalableTarget",)
_SCHEDULED_ACTIONS = (
    "application-autoscaling:DeleteScheduledAction",
    "application-autoscaling:PutScheduledAction",
)
_RECORDS = ("dynamodb:BatchGetItem", "dynamodb:UpdateItem")
_WARM = ("lambda:GetFunctionConfiguration", "lambda:InvokeFunction")


@dataclass(frozen=True, slots=True)
class CallerIdentity:
    """The caller's ARN and account from STS, and the default region."""

    arn: str
    account: str
    region: str | None

    @property
    def partition(self) -> str:
        """The partition, such as `aws` or `aws-cn`."""
        return self.arn.split(":")[1]

    def resource(self, service: str, name: str, region: str | None) -> str:
        """Return the ARN of a resource in the caller's account."""
        return f"arn:{self.partition}:{service}:{region or self.region}:{self.account}:{name}"

    def event_bus(self, bus: str) -> str:
        """Return the ARN of an event bus, by its name or ARN."""
        return bus if bus.startswith("arn:") else self.resource("events", f"event-bus/{bus}", None)


def required_permissions(
    calendar: Calendar,
    caller: CallerIdentity,
    event_bus: str | None = None,
    lease_table: str | None = None,
) -> Iterator[RequiredPermission]:
    """Yield the permissions for all targets.

    Includes the bus of the prescaler's events, and the lease table, where the warmer records pings.
    For a target with a role in another account, only AssumeRole can be checked.
    """
    for name, target in calendar.targets.items():
        if event_bus and KINDS.of_target("", target):
            bus = caller.event_bus(event_bus)
            yield RequiredPermission("prescaler", "events:PutEvents", bus, name)
        if lease_table and isinstance(target, FunctionTarget) and target.warm:
            table = caller.resource("dynamodb", f"table/{lease_table}", None)
            for action in _RECORDS:
                yield RequiredPermission("warmer", action, table, name)
        for application, actions, resource in _of_target(target, caller):
            if target.role_arn is None:
                for action in actions:
                    yield RequiredPermission(application, action, resource, name)
            else:
                yield RequiredPermission(application, "sts:AssumeRole", target.role_arn, name)


def _of_target(
    target: BaseTarget, caller: CallerIdentity
) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Yield application, actions and resource."""
    region = target.region
    if isinstance(target, FunctionTarget) and target.warm:
        called = ":".join(filter(None, ("function", target.function, target.qualifier)))
        yield "warmer", _WARM, caller.resource("lambda", called, region)
    bounds = (*_BOUNDS, *_SCHEDULED_ACTIONS) if target.arm else _BOUNDS
    scalable = caller.resource("application-autoscaling", "scalable-target/kickoff", region)
    kinds = {each.group: KINDS.of(each) for each in KINDS.of_target("", target)}
    for resource, kind in kinds.items():
        for named in kind.arns(resource) if kind.actions else ():
            yield "prescaler", kind.actions, caller.resource(*named, region)
        if kind.auto_scalable:
            yield "prescaler", bounds, scalable
