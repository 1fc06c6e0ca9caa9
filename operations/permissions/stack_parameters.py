"""The parameters of a stack's template: the names of the resources its roles may use."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from kickoff.aws.errors import NO_REGION, translated
from kickoff.aws.place import Place
from kickoff.aws.sessions import Aws
from kickoff.calendar import BaseTarget, Calendar, FunctionTarget
from prescaler.resources.registry import KINDS

# The limit of CloudFormation for one parameter.
MAX_CHARACTERS = 4_096
# A SEARCH of the dashboard has at most 1,024 characters and finds 100 metrics, two for each table.
SEARCH_CHARACTERS, SEARCH_TABLES = 800, 50

_ARN_PARAMETERS = (
    *("FunctionArns", "BareFunctionArns", "ProvisionedArns", "TableArns"),
    "CapacityArns",
)

StackParameters = Mapping[str, list[str]]
"""Values by the parameter of `template.yaml` or `deploy/member.yaml`."""


class StackParametersError(Exception):
    """The parameters cannot be made; the message gives the reason and the remedy."""


@dataclass(frozen=True, slots=True)
class StackAccount:
    """An AWS account, and the region for targets that name none."""

    number: str
    region: str
    partition: str = "aws"

    def arn(self, service: str, resource: str, region: str | None = None) -> str:
        """Return the ARN of a resource in this account."""
        return f"arn:{self.partition}:{service}:{region or self.region}:{self.number}:{resource}"


def configured_region() -> str:
    """Return the region of the AWS configuration.

    Raises:
        StackParametersError: no region is configured.
    """
    region = Aws().session(Place()).region_name
    if region is None:
        raise StackParametersError(NO_REGION)
    return region


def caller_account(region: str) -> StackAccount:
    """Return the account that the AWS credentials belong to.

    Raises:
        Failure: STS refused the call, or did not answer.
    """
    with translated("sts:GetCallerIdentity"):
        caller = Aws().session(Place(region)).client("sts").get_caller_identity()
    _, partition, *_ = caller["Arn"].split(":")
    return StackAccount(caller["Account"], region, partition)


def home_parameters(
    calendar: Calendar, location: str, account: StackAccount, tag: str | None = None
) -> StackParameters:
    """Return the parameters of `template.yaml`; `location` is the calendar's path or address.

    With a tag, the roles find their targets by it, and no target is named.

    Raises:
        StackParametersError: a parameter is too long, or an AppConfig address uses names.
    """
    own = [target for target in calendar.targets.values() if target.role_arn is None]
    arns = _target_arns([] if tag else own, account)
    feeds = {each.file for each in calendar.published}
    addresses = [
        each for each in calendar.files if "://" in each and each.rpartition("/")[2] not in feeds
    ]
    parameters = _sorted_parameters(
        {
            **arns,
            "Calendar": {location if "://" in location else "config.yaml"},
            "CalendarArns": {_calendar_arn(each, account) for each in addresses},
            "Feeds": {each.name for each in calendar.published},
            "FeedSecretArns": {
                _secret_arn(each.header.value, account)
                for each in calendar.published
                if each.header
            },
            "RoleArns": {each.role_arn for each in calendar.targets.values() if each.role_arn},
            "TargetTag": {tag} if tag else (),
            "ReadyZone": {calendar.zone.key},
        }
    )
    tables = {arn.rpartition("/")[2] for arn in arns["TableArns"]}
    return {**parameters, "TableNames": _searched(tables)}


def member_parameters(
    calendar: Calendar, role_arn: str, region: str, tag: str | None = None
) -> StackParameters:
    """Return the parameters of `deploy/member.yaml` for the account of a role.

    With a tag, the role finds its targets by it, and no target is named.

    Raises:
        StackParametersError: no target has this role, it has several external ids, or a parameter
            is too long.
    """
    targets = [each for each in calendar.targets.values() if each.role_arn == role_arn]
    if not targets:
        roles = sorted({each.role_arn for each in calendar.targets.values() if each.role_arn})
        known = ", ".join(roles) or "none"
        message = f"no target has the role_arn {role_arn}; the calendar has: {known}"
        raise StackParametersError(message)
    _, partition, _, _, number, role = role_arn.split(":", 5)
    path, _, name = role.removeprefix("role").rpartition("/")
    arns = _target_arns([] if tag else targets, StackAccount(number, region, partition))
    external_ids = {each.external_id for each in targets if each.external_id}
    if len(external_ids) > 1:
        message = f"{role_arn} is assumed with {len(external_ids)} external ids; give it one"
        raise StackParametersError(message)
    return _sorted_parameters(
        {
            **arns,
            "RoleName": {name},
            "RolePath": {f"{path}/"},
            "ExternalId": external_ids,
            "TargetTag": {tag} if tag else (),
        }
    )


def _target_arns(targets: Iterable[BaseTarget], account: StackAccount) -> dict[str, set[str]]:
    """Return the ARN parameters that both templates have."""
    arns: dict[str, set[str]] = {name: set() for name in _ARN_PARAMETERS}
    for target in targets:
        for each in KINDS.of_target("", target):
            kind = KINDS.of(each)
            named = kind.arns(each.group) if kind.actions else ()
            arns[kind.arn_parameter].update(account.arn(*name, target.region) for name in named)
        if isinstance(target, FunctionTarget):
            bare = account.arn("lambda", f"function:{target.function}", target.region)
            qualified = f"{bare}:{target.qualifier}" if target.qualifier else bare
            arns["BareFunctionArns"].add(bare)
            if target.warm:
                arns["FunctionArns"].add(qualified)
    return arns


def _calendar_arn(address: str, account: StackAccount) -> str:
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
                raise StackParametersError(
                    f"{address}: IAM identifies AppConfig resources by id; replace the names by ids"
                )
            kinds = ("application", "environment", "configuration")
            resource = "/".join(f"{kind}/{each}" for kind, each in zip(kinds, ids, strict=True))
            return account.arn("appconfig", resource)


def _secret_arn(reference: str, account: StackAccount) -> str:
    """Return the ARN of a secret; Secrets Manager adds six characters to a name."""
    scheme, _, name = reference.partition("://")
    if scheme == "ssm":
        return account.arn("ssm", f"parameter/{name.strip('/')}")
    return name if name.startswith("arn:") else account.arn(scheme, f"secret:{name}-??????")


def _searched(names: Iterable[str]) -> list[str]:
    """Return the sorted names; a bar in place of a comma begins another search."""
    groups: list[list[str]] = []
    for name in sorted(names):
        last = [*groups[-1], name] if groups else []
        if last and len('" OR "'.join(last)) <= SEARCH_CHARACTERS and len(last) <= SEARCH_TABLES:
            groups[-1] = last
        else:
            groups.append([name])
    return "|".join(map(",".join, groups)).split(",") if groups else []


def _sorted_parameters(values: Mapping[str, Iterable[str]]) -> StackParameters:
    parameters = {name: sorted(each) for name, each in values.items()}
    for name, each in parameters.items():
        length = len(",".join(each))
        if length > MAX_CHARACTERS:
            raise StackParametersError(
                f"{name}: {len(each)} names are {length:,} characters, and CloudFormation "
                f"accepts {MAX_CHARACTERS:,}: tag the targets with kickoff=VALUE and set "
                "KICKOFF_TARGET_TAG=VALUE, or divide the targets between several calendars, each "
                "with a stack of its own"
            )
    return parameters


def format_overrides(parameters: StackParameters) -> str:
    """Return the JSON file for `sam deploy --parameter-overrides file://`."""
    return json.dumps({name: ",".join(each) for name, each in parameters.items()}, indent=2)
