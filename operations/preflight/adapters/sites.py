"""Whose quotas a place draws on."""

from botocore.exceptions import BotoCoreError

from kickoff.aws.place import Place
from kickoff.aws.sessions import Aws
from operations.preflight.facts import Site


def site(aws: Aws, place: Place) -> Site:
    """Account and region; a place that has no session has no region either."""
    account = place.role_arn.split(":")[4] if place.role_arn else None
    try:
        return Site(account, place.region or aws.session(place).region_name)
    except BotoCoreError:
        return Site(account, None)
