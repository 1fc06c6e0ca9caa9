"""Dimensions and resources, by the names of AWS."""

from dataclasses import dataclass
from typing import NamedTuple

from kickoff.aws.place import Place
from kickoff.timeline import Key


class Resource(NamedTuple):
    """The resource that one call changes as a whole: a table with its indexes, or an alias.

    `service` is the namespace of Application Auto Scaling, `name` its name there without an index:
    `table/prices`, `function:settlement:live`.
    """

    place: Place
    service: str
    name: str


@dataclass(frozen=True, slots=True)
class Dimension:
    """One scalable dimension of a resource.

    `resource` and `scalable` are names in the form of Application Auto Scaling: `table/prices`,
    `table/prices/index/by-fixture` or `function:settlement:live`, and
    `dynamodb:table:ReadCapacityUnits` or `lambda:function:ProvisionedConcurrency`.
    """

    key: Key
    place: Place
    resource: str
    scalable: str

    @property
    def lease_id(self) -> str:
        """The id of its lease: without the target, so a renamed target keeps its lease."""
        region, role = self.place.region or "", self.place.role_arn or ""
        return "|".join((region, role, self.resource, self.scalable))

    @property
    def service(self) -> str:
        """The service's namespace, such as `dynamodb`."""
        return self.scalable.partition(":")[0]

    @property
    def group(self) -> Resource:
        """The resource that one call changes together with it."""
        return Resource(self.place, self.service, self.resource.partition("/index/")[0])
