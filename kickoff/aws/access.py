"""The region and the credentials of this machine, checked before a command uses AWS."""

from botocore.config import Config

from kickoff.aws.errors import AWS_ERRORS, NO_REGION, access_problem
from kickoff.aws.place import Place
from kickoff.aws.sessions import Aws

_PATIENCE = Config(connect_timeout=2, read_timeout=3, retries={"total_max_attempts": 1})


def configured_region() -> str | None:
    """Return the region of this machine's configuration; None without one."""
    try:
        return Aws().session(Place()).region_name
    except AWS_ERRORS:  # such as an unknown profile: a call of AWS reports it
        return None


def access_problem_of(region: str | None = None) -> str | None:
    """Return the problem of this machine's region or credentials, with its remedy; None without.

    `region` replaces the configured one. Credentials are proven by one call of STS, which needs no
    permission. Any other failure of that call is no problem of access.
    """
    try:
        session = Aws().session(Place(region))
        configured: str | None = session.region_name
        if configured is None:
            return NO_REGION
        session.client("sts", config=_PATIENCE).get_caller_identity()
    except AWS_ERRORS as error:
        return access_problem(error)
    return None
