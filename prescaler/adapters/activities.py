"""What Application Auto Scaling says it did last."""

from collections.abc import Collection
from typing import TYPE_CHECKING, cast

from kickoff.aws.clients import Clients
from kickoff.aws.place import Place
from prescaler.model import Activity, Dimension, Failure

if TYPE_CHECKING:
    from mypy_boto3_application_autoscaling.literals import ServiceNamespaceType

_NEWEST = 50  # of a place and service, in one call: what is older is not who changed it last


class Activities:
    """DescribeScalingActivities."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def last(self, dimensions: Collection[Dimension]) -> dict[Dimension, Activity]:
        """The newest of each dimension; nothing where AWS does not tell."""
        told: dict[tuple[Place, str, str], Activity] = {}
        for place, service in {(each.place, each.service) for each in dimensions}:
            told |= self._at(place, service)
        named = {each: told.get((each.place, each.resource, each.scalable)) for each in dimensions}
        return {each: activity for each, activity in named.items() if activity}

    def _at(self, place: Place, service: str) -> dict[tuple[Place, str, str], Activity]:
        found: dict[tuple[Place, str, str], Activity] = {}
        try:
            with self._clients.calling(place, "application-autoscaling:DescribeScalingActivities"):
                answer = self._clients.autoscaling(place).describe_scaling_activities(
                    ServiceNamespace=cast("ServiceNamespaceType", service), MaxResults=_NEWEST
                )
        except Failure:  # status says what else it knows; its caller told of the place already
            return {}
        for each in answer["ScalingActivities"]:
            name = place, each["ResourceId"], each["ScalableDimension"]
            said = f"{each['StatusCode'].lower()}: {each['Description'].rstrip('.')}"
            found.setdefault(name, Activity(each["StartTime"], said))
        return found
