"""What has a level, by the names of AWS."""

from dataclasses import dataclass
from typing import NamedTuple

from kickoff.aws.place import Place
from kickoff.timeline import Key


class Resource(NamedTuple):
    """What one call changes as a whole: a table with its indexes, or an alias of a function.

    `service` is Application Auto Scaling's namespace, `name` the table, or `FUNCTION:QUALIFIER`.
    """

    place: Place
    service: str
    name: str


@dataclass(frozen=True, slots=True)
class Dimension:
    """One scalable dimension of a table, an index or an alias.

    `resource` and `scalable` are Application Auto Scaling's names: `table/prices`,
    `table/prices/index/by-fixture` or `function:settlement:live`, and
    `dynamodb:table:ReadCapacityUnits` or `lambda:function:ProvisionedConcurrency`.
    """

    key: Key
    place: Place
    resource: str
    scalable: str

    @property
    def lease_id(self) -> str:
        """Names the resource, not the target: a target renamed in the calendar keeps its lease."""
        region, role = self.place.region or "", self.place.role_arn or ""
        return "|".join((region, role, self.resource, self.scalable))

    @property
    def service(self) -> str:
        """`dynamodb` or `lambda`."""
        return self.scalable.partition(":")[0]

    @property
    def whole(self) -> Resource:
        """What one call changes together with it."""
        name = self.table if self.service == "dynamodb" else self.resource.partition(":")[2]
        return Resource(self.place, self.service, name)

    @property
    def table(self) -> str:
        """The table's name."""
        return self.resource.split("/")[1]

    @property
    def index(self) -> str | None:
        """The index's name; None for the table itself."""
        _, _, *of_index = self.resource.split("/")
        return of_index[1] if of_index else None

    @property
    def reads(self) -> bool:
        """Is it read capacity?"""
        return self.scalable.endswith("ReadCapacityUnits")
