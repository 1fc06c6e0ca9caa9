"""IAM and STS: the caller, and the simulation of a principal's permissions."""

from collections.abc import Mapping
from xml.sax.saxutils import escape

from simulator.cloud import Cloud

ACCOUNT = "123456789012"


def caller() -> str:
    """The result of GetCallerIdentity."""
    return f"<Account>{ACCOUNT}</Account><Arn>arn:aws:iam::{ACCOUNT}:user/ops</Arn>"


def simulate(cloud: Cloud, parameters: Mapping[str, str]) -> str:
    """The result of SimulatePrincipalPolicy for one resource; everything else is allowed."""
    principal, resource = parameters["PolicySourceArn"], parameters["ResourceArns.member.1"]
    members = "".join(
        f"<member><EvalActionName>{action}</EvalActionName>"
        f"<EvalResourceName>{escape(resource)}</EvalResourceName>"
        f"<EvalDecision>{_decision(cloud, principal, action)}</EvalDecision></member>"
        for name, action in sorted(parameters.items())
        if name.startswith("ActionNames.member.")
    )
    return f"<IsTruncated>false</IsTruncated><EvaluationResults>{members}</EvaluationResults>"


def _decision(cloud: Cloud, principal: str, action: str) -> str:
    return "implicitDeny" if (principal, action) in cloud.side.denied else "allowed"
