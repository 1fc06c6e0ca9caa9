"""A deployed stack: its lease table, calendar, region and caps, read from CloudFormation."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from kickoff.aws.clients import Clients
from kickoff.aws.errors import translated
from kickoff.aws.place import Place, region_of
from kickoff.aws.sessions import PATIENCE, Aws
from kickoff.calendar.loading.files import is_address
from kickoff.calendar.sources import leases


class StackError(Exception):
    """A stack that does not exist, or that is not kickoff's. The message says what to give."""


@dataclass(frozen=True, slots=True)
class DeployedStack:
    """Outputs of a stack. `values` has them by name, and the parameters of its deployment."""

    name: str
    region: str
    created: datetime
    lease_table: str
    values: Mapping[str, str]

    @property
    def calendar(self) -> str:
        """The address of its calendar: for one in the bundle, the copy in the lease table."""
        location = self.values.get("Calendar") or "config.yaml"
        return location if is_address(location) else leases.address(self.lease_table, location)

    @property
    def environment(self) -> dict[str, str]:
        """The variables of its functions, without the calendar's, and the region for boto3.

        A stack of an older kickoff has no output of its roles.
        """
        outputs = {
            "KICKOFF_WARMER_ROLE": "WarmerRoleArn",
            "KICKOFF_PRESCALER_ROLE": "PrescalerRoleArn",
            "KICKOFF_TARGET_TAG": "TargetTag",
            "KICKOFF_ALARM_TOPIC": "AlarmTopicArn",
        }
        return {
            **{name: self.values.get(output, "") for name, output in outputs.items()},
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "KICKOFF_STACK": self.name,
            "KICKOFF_LEASE_TABLE": self.lease_table,
            "KICKOFF_EVENT_BUS": "default",
            "KICKOFF_FEEDS": self.values.get("FeedFolder", ""),
            "KICKOFF_MOST_UNITS": self.values.get("MostUnits", ""),
            "KICKOFF_MOST_DOLLARS_A_DAY": self.values.get("MostDollarsADay", ""),
        }


def read_stack(name: str, aws: Aws) -> DeployedStack:
    """Read the outputs of a stack, by its name in the configured region, or by its ARN.

    Raises:
        StackError: there is no such stack, or it is not a stack of kickoff.
        Failure: CloudFormation refused the call, or did not answer.
    """
    found = _describe(name, Place(region_of(name)), aws)
    values = {
        **_pairs(found.get("Parameters", ()), "Parameter"),
        **_pairs(found.get("Outputs", ()), "Output"),
    }
    if "Leases" not in values:
        raise StackError(
            f"the stack {name} has no output Leases: its deployment is not complete, or it is not "
            "a stack of kickoff"
        )
    stack_region = found["StackId"].split(":")[3]
    return DeployedStack(
        found["StackName"], stack_region, found["CreationTime"], values["Leases"], values
    )


def read_template(stack: DeployedStack, aws: Aws) -> str:
    """Read the text of the template that a stack was deployed with.

    Raises:
        Failure: CloudFormation refused the call, or did not answer.
    """
    with translated(f"cloudformation:GetTemplate of {stack.name}"):
        client = Clients(aws, PATIENCE).client("cloudformation", Place(stack.region))
        body = client.get_template(StackName=stack.name, TemplateStage="Original")["TemplateBody"]
        return body if isinstance(body, str) else json.dumps(body)


def _describe(name: str, place: Place, aws: Aws) -> dict[str, Any]:
    with translated(f"cloudformation:DescribeStacks of {name}"):
        client = Clients(aws, PATIENCE).client("cloudformation", place)
        try:
            [stack] = client.describe_stacks(StackName=name)["Stacks"]
        except ClientError as error:
            if "does not exist" not in str(error):
                raise
            raise StackError(
                f"there is no stack {name!r} in {client.meta.region_name}: give the name that it "
                "was deployed with, and set AWS_DEFAULT_REGION to its region, or give its ARN"
            ) from error
        return dict(stack)


def _pairs(members: Iterable[Mapping[str, str]], kind: str) -> dict[str, str]:
    return {each[f"{kind}Key"]: each[f"{kind}Value"] for each in members}
