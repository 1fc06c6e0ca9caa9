"""Decides what a stack is told of a calendar: the exact names that its roles may touch."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from kickoff.calendar import Calendar, FunctionTarget, TableTarget

# CloudFormation takes so many characters in a parameter.
MOST_CHARACTERS = 4_096

Grants = Mapping[str, list[str]]
"""Sorted values by the parameter of `template.yaml` or `deploy/member.yaml`."""


class UngrantableError(Exception):
    """What a calendar names cannot be granted; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account and the region that targets without one are in."""

    number: str
    region: str
    partition: str = "aws"

    def arn(self, service: str, resource: str, region: str | None = None) -> str:
        """The name of a resource here."""
        where = region or self.region
        return f"arn:{self.partition}:{service}:{where}:{self.number}:{resource}"


@dataclass(slots=True)
class _Names:
    """The parameters that both templates have."""

    names: dict[str, set[str]] = field(
        default_factory=lambda: {
            "FunctionArns": set(),
            "BareFunctionArns": set(),
            "ProvisionedArns": set(),
            "TableArns": set(),
        }
    )

    def add(self, target: TableTarget | FunctionTarget, account: Account) -> None:
        if isinstance(target, TableTarget):
            table = account.arn("dynamodb", f"table/{target.table}", target.region)
            self.names["TableArns"].add(table)
            return
        bare = account.arn("lambda", f"function:{target.function}", target.region)
        called = f"{bare}:{target.qualifier}" if target.qualifier else bare
        self.names["BareFunctionArns"].add(bare)
        if target.warm:
            self.names["FunctionArns"].add(called)
        if target.provisioned:
            self.names["ProvisionedArns"].add(called)


def home(calendar: Calendar, location: str, account: Account) -> Grants:
    """The parameters of `template.yaml`; `location` is where the calendar is.

    Raises:
        UngrantableError: it names more than a stack can be told, or an address without a name.
    """
    found = _Names()
    for target in calendar.targets.values():
        if target.role_arn is None:
            found.add(target, account)
    addresses = [each for each in calendar.files if "://" in each]
    return _checked(
        {
            **found.names,
            "TableNames": {arn.rpartition("/")[2] for arn in found.names["TableArns"]},
            "Calendar": {location if "://" in location else "config.yaml"},
            "CalendarArns": {_calendar_arn(each, account) for each in addresses},
            "RoleArns": {each.role_arn for each in calendar.targets.values() if each.role_arn},
        }
    )


def member(calendar: Calendar, role_arn: str, region: str) -> Grants:
    """The parameters of `deploy/member.yaml` where a role is to be assumed.

    Raises:
        UngrantableError: no target is in that role, or too many are.
    """
    targets = [each for each in calendar.targets.values() if each.role_arn == role_arn]
    if not targets:
        named = sorted({each.role_arn for each in calendar.targets.values() if each.role_arn})
        known = ", ".join(named) or "none"
        raise UngrantableError(f"no target has the role_arn {role_arn}; the calendar has: {known}")
    _, partition, _, _, number, role = role_arn.split(":", 5)
    found = _Names()
    for target in targets:
        found.add(target, Account(number, region, partition))
    asked = {each.external_id for each in targets if each.external_id}
    if len(asked) > 1:
        raise UngrantableError(f"{role_arn} is assumed with {len(asked)} external ids; give it one")
    names = {**found.names, "RoleName": {role.rsplit("/", 1)[-1]}, "ExternalId": asked}
    return _checked(names)


def _calendar_arn(address: str, account: Account) -> str:
    parts = urlsplit(address)
    path = parts.path.removeprefix("/")
    match parts.scheme:
        case "s3":
            return f"arn:{account.partition}:s3:::{parts.netloc}/{path}"
        case "ssm":
            name = f"{parts.netloc}/{path}".strip("/").split(":")[0]
            return account.arn("ssm", f"parameter/{name}")
        case _:
            ids = [parts.netloc, *path.split("/")]
            if not all(re.fullmatch("[a-z0-9]{4,7}", each) for each in ids):
                raise UngrantableError(
                    f"{address}: IAM knows AppConfig by ids; write them in place of the names"
                )
            kinds = ("application", "environment", "configuration")
            resource = "/".join(f"{kind}/{each}" for kind, each in zip(kinds, ids, strict=True))
            return account.arn("appconfig", resource)


def _checked(names: Mapping[str, Iterable[str]]) -> Grants:
    grants = {parameter: sorted(values) for parameter, values in names.items()}
    for parameter, values in grants.items():
        length = len(",".join(values))
        if length > MOST_CHARACTERS:
            raise UngrantableError(
                f"{parameter}: {len(values)} names are {length:,} characters, and CloudFormation "
                f"takes {MOST_CHARACTERS:,}: share the targets out among several calendars, each "
                "with a stack of its own"
            )
    return grants


def overrides(grants: Grants) -> str:
    """What `sam deploy --parameter-overrides file://` reads, every parameter named."""
    return json.dumps({name: ",".join(values) for name, values in grants.items()}, indent=2)
