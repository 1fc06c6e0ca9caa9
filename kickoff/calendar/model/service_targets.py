"""Targets beside tables and functions: services under auto scaling, and data streams."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Self

from pydantic import Field, field_validator, model_validator

from kickoff.calendar.model.base_target import (
    BaseTarget,
    CapacityBounds,
    CountBounds,
    DemandSource,
    LevelBounds,
    UnitBounds,
)
from kickoff.calendar.model.fields import Model, rejection
from kickoff.calendar.model.problems import choices

_Service = Annotated[
    str, Field(pattern=r"^[a-zA-Z0-9_-]{1,255}/[a-zA-Z0-9_-]{1,255}$", examples=["prod/web"])
]
_Cluster = Annotated[str, Field(pattern=r"^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$", examples=["ledger"])]
_ReplicationGroup = Annotated[
    str, Field(pattern=r"^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$", examples=["odds"])
]
_KeyspacesTable = Annotated[
    str, Field(pattern=r"^[a-zA-Z0-9_]{1,48}/[a-zA-Z0-9_]{1,48}$", examples=["betting/bets"])
]
_Variant = Annotated[
    str, Field(pattern=r"^[a-zA-Z0-9-]{1,63}/[a-zA-Z0-9-]{1,63}$", examples=["odds/AllTraffic"])
]
_StreamName = Annotated[str, Field(pattern=r"^[a-zA-Z0-9_.-]{1,128}$")]
# The values of ScalableDimension in the API of Application Auto Scaling that a target may name.
# Tables and functions have targets of their own. Storage of MSK brokers cannot be lowered.
SCALABLE_DIMENSIONS = (
    "appstream:fleet:DesiredCapacity",
    "cassandra:table:ReadCapacityUnits",
    "cassandra:table:WriteCapacityUnits",
    "comprehend:document-classifier-endpoint:DesiredInferenceUnits",
    "comprehend:entity-recognizer-endpoint:DesiredInferenceUnits",
    "custom-resource:ResourceType:Property",
    "ec2:spot-fleet-request:TargetCapacity",
    "ecs:service:DesiredCount",
    "elasticache:cache-cluster:Nodes",
    "elasticache:replication-group:NodeGroups",
    "elasticache:replication-group:Replicas",
    "elasticmapreduce:instancegroup:InstanceCount",
    "neptune:cluster:ReadReplicaCount",
    "rds:cluster:ReadReplicaCount",
    "sagemaker:inference-component:DesiredCopyCount",
    "sagemaker:variant:DesiredInstanceCount",
    "sagemaker:variant:DesiredProvisionedConcurrency",
    "workspaces:workspacespool:DesiredUserSessions",
)
_OWN_TARGETS = {"dynamodb": "table", "lambda": "function"}


class _ServiceTarget(BaseTarget):
    priced: ClassVar[bool] = False

    @field_validator("demand", mode="after")
    @classmethod
    def _written(cls, value: DemandSource) -> DemandSource:
        if value is DemandSource.AUTO:
            raise rejection("written: the demand of tables and functions alone is learned")
        return value


class EcsTarget(_ServiceTarget):
    """An Amazon ECS service: the least number of its tasks."""

    noun: ClassVar[str] = "ecs"
    levels: ClassVar[str] = "tasks"

    ecs: _Service = Field(description="CLUSTER/SERVICE.")
    tasks: CountBounds | None = Field(None, description="Running tasks.")

    def capacities(self) -> Mapping[str, CountBounds]:
        """Return the bounds of `tasks`."""
        return {"tasks": self.tasks} if self.tasks else {}


class AuroraTarget(_ServiceTarget):
    """An Aurora cluster: the least number of its replicas."""

    noun: ClassVar[str] = "aurora"
    levels: ClassVar[str] = "replicas"

    aurora: _Cluster = Field(description="Identifier of the cluster.")
    replicas: CountBounds | None = Field(None, description="Aurora replicas, without the writer.")

    def capacities(self) -> Mapping[str, CountBounds]:
        """Return the bounds of `replicas`."""
        return {"replicas": self.replicas} if self.replicas else {}


class ElastiCacheTarget(_ServiceTarget):
    """An ElastiCache replication group: the least number of its shards, and of replicas in each."""

    noun: ClassVar[str] = "elasticache"
    levels: ClassVar[str] = "shards or replicas"

    elasticache: _ReplicationGroup = Field(description="Identifier of the replication group.")
    shards: UnitBounds | None = Field(None, description="Shards (node groups).")
    replicas: UnitBounds | None = Field(None, description="Replicas in each shard.")

    def capacities(self) -> Mapping[str, UnitBounds]:
        """Return the bounds of `shards` and `replicas`."""
        named = {"shards": self.shards, "replicas": self.replicas}
        return {dimension: capacity for dimension, capacity in named.items() if capacity}


class KeyspacesTarget(_ServiceTarget):
    """An Amazon Keyspaces table in provisioned mode."""

    noun: ClassVar[str] = "keyspaces"
    levels: ClassVar[str] = "read or write"

    keyspaces: _KeyspacesTable = Field(description="KEYSPACE/TABLE.")
    read: CapacityBounds | None = None
    write: CapacityBounds | None = None

    def capacities(self) -> Mapping[str, CapacityBounds]:
        """Return the bounds of `read` and `write`."""
        named = {"read": self.read, "write": self.write}
        return {dimension: capacity for dimension, capacity in named.items() if capacity}


class SageMakerTarget(_ServiceTarget):
    """A production variant of a SageMaker endpoint: the least number of its instances."""

    noun: ClassVar[str] = "sagemaker"
    levels: ClassVar[str] = "instances"

    sagemaker: _Variant = Field(description="ENDPOINT/VARIANT.")
    instances: CountBounds | None = Field(None, description="Instances of the variant.")

    def capacities(self) -> Mapping[str, CountBounds]:
        """Return the bounds of `instances`."""
        return {"instances": self.instances} if self.instances else {}


class StreamTarget(_ServiceTarget):
    """A Kinesis data stream: its shards, or the warm throughput of an on-demand one."""

    noun: ClassVar[str] = "stream"
    levels: ClassVar[str] = "shards or warm_throughput"

    stream: _StreamName = Field(description="Name of the stream.")
    shards: UnitBounds | None = Field(None, description="Shards of a provisioned stream.")
    warm_throughput: CountBounds | None = Field(
        None, description="MiB a second that an on-demand stream takes at once."
    )

    @model_validator(mode="after")
    def _one_mode(self) -> Self:
        if self.shards and self.warm_throughput:
            raise rejection("shards, or the warm_throughput of an on-demand stream", got="both")
        return self

    def capacities(self) -> Mapping[str, LevelBounds]:
        """Return the bounds of `shards` or `warm_throughput`."""
        named = {"shards": self.shards, "warm_throughput": self.warm_throughput}
        return {dimension: capacity for dimension, capacity in named.items() if capacity}


class ScalableName(Model):
    """The names of a scalable target in Application Auto Scaling."""

    namespace: str = Field(description="ServiceNamespace.", examples=["appstream"])
    resource: Annotated[str, Field(min_length=1, max_length=1600)] = Field(
        description="ResourceId, such as fleet/traders."
    )
    dimension: str = Field(
        description="ScalableDimension, such as appstream:fleet:DesiredCapacity."
    )

    @field_validator("dimension")
    @classmethod
    def _can_be_lowered(cls, value: str) -> str:
        namespace = value.partition(":")[0]
        if own := _OWN_TARGETS.get(namespace):
            raise rejection(f"a target with the key {own} for {namespace}")
        if namespace == "kafka":
            raise rejection("capacity that can be lowered again; storage of MSK brokers cannot")
        if value not in SCALABLE_DIMENSIONS:
            hint = choices(value, SCALABLE_DIMENSIONS)
            raise rejection(f"a dimension of Application Auto Scaling{hint}")
        return value

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.dimension.partition(":")[0] != self.namespace:
            raise rejection(f"the namespace of {self.dimension}", got=self.namespace)
        return self


class RegisteredTarget(_ServiceTarget):
    """Anything else that is registered with Application Auto Scaling, by its names there."""

    noun: ClassVar[str] = "scalable"
    levels: ClassVar[str] = "capacity"

    scalable: ScalableName
    capacity: CountBounds | None = Field(None, description="In the dimension's own unit.")

    @property
    def label(self) -> str:
        """The namespace and the resource: `appstream fleet/traders`."""
        return f"{self.scalable.namespace} {self.scalable.resource}"

    def capacities(self) -> Mapping[str, CountBounds]:
        """Return the bounds of `capacity`."""
        return {"capacity": self.capacity} if self.capacity else {}
