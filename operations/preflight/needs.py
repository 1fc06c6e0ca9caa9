"""What the deployed applications must be allowed to do for a calendar."""

from collections.abc import Iterator
from dataclasses import dataclass

from kickoff.calendar import Calendar, FunctionTarget, TableTarget
from operations.preflight.facts import Need
from prescaler.resources.registry import KINDS

_SCALABLE = ("application-autoscaling:RegisterScalableTarget",)
_ARMED = (
    "application-autoscaling:DeleteScheduledAction",
    "application-autoscaling:PutScheduledAction",
)
_WARM = ("lambda:GetFunctionConfiguration", "lambda:InvokeFunction")


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose credentials we have, as STS names them, and the region of what names none."""

    arn: str
    account: str
    region: str | None

    @property
    def partition(self) -> str:
        """`aws`, or that of China or of the US government."""
        return self.arn.split(":")[1]

    @property
    def principal(self) -> str:
        """Who is simulated: of a session, its role (whose path, if it has one, is not told)."""
        kind, _, name = self.arn.split(":", 5)[5].partition("/")
        if kind != "assumed-role":
            return self.arn
        return f"arn:{self.partition}:iam::{self.account}:role/{name.partition('/')[0]}"

    def resource(self, service: str, name: str, region: str | None) -> str:
        """The name of a resource of this account."""
        return f"arn:{self.partition}:{service}:{region or self.region}:{self.account}:{name}"


def needs(calendar: Calendar, caller: Caller) -> Iterator[Need]:
    """Of a target in another role no more is known than that the role is to be assumed."""
    for name, target in calendar.targets.items():
        for service, actions, resource in _of_target(target, caller):
            if target.role_arn is None:
                yield from (Need(service, action, resource, name) for action in actions)
            else:
                yield Need(service, "sts:AssumeRole", target.role_arn, name)


def _of_target(
    target: TableTarget | FunctionTarget, caller: Caller
) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Service, actions and resource."""
    region = target.region
    if isinstance(target, FunctionTarget) and target.warm:
        called = ":".join(filter(None, ("function", target.function, target.qualifier)))
        yield "warmer", _WARM, caller.resource("lambda", called, region)
    bounds = (*_SCALABLE, *_ARMED) if target.arm else _SCALABLE
    scalable = caller.resource("application-autoscaling", "scalable-target/kickoff", region)
    kinds = {each.group: KINDS.of(each) for each in KINDS.of_target("", target)}
    for resource, kind in kinds.items():
        yield "prescaler", kind.actions, caller.resource(resource.service, resource.name, region)
        if kind.auto_scalable:
            yield "prescaler", bounds, scalable
