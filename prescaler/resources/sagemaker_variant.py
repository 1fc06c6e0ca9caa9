"""The instances of a production variant of a SageMaker endpoint."""

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta

from kickoff.aws.clients import Clients
from kickoff.calendar import SageMakerTarget
from kickoff.outcome import Outcome
from kickoff.timeline import Key
from prescaler.model import Capacity, Dimension, Resource
from prescaler.resources.base import TargetName
from prescaler.resources.scalable import ServiceCapacity, missing

_SCALABLE = "sagemaker:variant:DesiredInstanceCount"
_LEAD = timedelta(minutes=15)  # an instance starts and loads its model: an assumption


class SageMakerVariant(ServiceCapacity):
    """The least number of instances; `CurrentInstanceCount` proves them."""

    scalable = frozenset((_SCALABLE,))
    nouns = "variants"
    actions = ("sagemaker:DescribeEndpoint", "sagemaker:UpdateEndpointWeightsAndCapacities")
    usual_lead = _LEAD
    leads = (_LEAD,)
    price_depends_on = "the type of an instance"

    def dimensions(self, name: str, target: object) -> Iterator[Dimension]:
        """One dimension, `instances`."""
        if isinstance(target, SageMakerTarget) and target.instances is not None:
            endpoint, variant = target.sagemaker.split("/")
            resource = f"endpoint/{endpoint}/variant/{variant}"
            yield Dimension(Key(name, "instances"), target.place, resource, _SCALABLE)

    def arns(self, resource: Resource) -> tuple[tuple[str, str], ...]:
        """The endpoint and its configuration, with names in lower case; a variant has no ARN."""
        return ((resource.service, f"endpoint/{_names(resource)[0].lower()}"),)

    def target_of(self, resource: str, scalable: str) -> TargetName:
        """ENDPOINT/VARIANT."""
        _, endpoint, _, variant = resource.split("/")
        return TargetName("sagemaker", f"{endpoint}/{variant}", "instances")

    def describe(
        self, clients: Clients, resource: Resource, dimensions: Collection[Dimension]
    ) -> Mapping[Dimension, Capacity | Outcome]:
        """Read the present and the requested instances."""
        return dict.fromkeys(dimensions, _described(clients, resource))


def _described(clients: Clients, resource: Resource) -> Capacity | Outcome:
    endpoint, variant = _names(resource)
    with clients.calling(resource.place, f"sagemaker:DescribeEndpoint of {endpoint}"):
        client = clients.client("sagemaker", resource.place)
        found = client.describe_endpoint(EndpointName=endpoint)
    variants = {each["VariantName"]: each for each in found.get("ProductionVariants", ())}
    if variant not in variants:
        return missing(resource)
    count = variants[variant]
    status = found["EndpointStatus"]
    return Capacity(
        count.get("CurrentInstanceCount", 0),
        active=status == "InService",
        requested=count.get("DesiredInstanceCount"),
        note=status,
    )


def _names(resource: Resource) -> tuple[str, str]:
    """Endpoint and variant."""
    _, endpoint, _, variant = resource.name.split("/")
    return endpoint, variant
