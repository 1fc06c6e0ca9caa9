"""Reads an account: tables, functions, and their peak consumption."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from kickoff.aws.clients import Clients
from kickoff.aws.metrics import MINUTE_S, Metric, consumed, read_metrics
from kickoff.aws.place import Place
from kickoff.aws.sessions import PATIENCE, Aws
from operations.discovery.resource_names import ResourceNames
from operations.discovery.resources import DimensionUsage, DiscoveredFunction, DiscoveredTable
from operations.discovery.services import DiscoveredService, other_resources, registered_services
from operations.guard_layer import GuardSettings

if TYPE_CHECKING:
    from mypy_boto3_lambda.type_defs import (
        FunctionConfigurationResponseTypeDef,
        FunctionConfigurationTypeDef,
    )

_ScalingBounds = Mapping[tuple[str, str], tuple[int, int]]
"""MinCapacity and MaxCapacity by resource (`table/prices/index/by-fixture`) and dimension."""


class AccountInventory:
    """Reads the account and region of the AWS configuration.

    `unread`: a sentence for each kind of resource that could not be listed.
    """

    def __init__(self, aws: Aws, region: str | None) -> None:
        self.unread: list[str] = []
        self._place = place = Place(region)
        self._clients = clients = Clients(aws, PATIENCE)
        self._dynamodb = clients.dynamodb(place)
        self._autoscaling = clients.autoscaling(place)
        self._lambda = clients.functions(place)
        self._tagging = clients.client("resourcegroupstaggingapi", place)
        self._cloudwatch = clients.cloudwatch(place)

    def names(self) -> ResourceNames:
        """Return the names of all tables, functions and services, without those of kickoff."""
        tables = self._dynamodb.get_paginator("list_tables").paginate()
        functions = self._lambda.get_paginator("list_functions").paginate()
        leases = {
            each["FunctionName"]: _variables(each).get("KICKOFF_LEASE_TABLE")
            for page in functions
            for each in page["Functions"]
        }
        own = set(leases.values())
        return ResourceNames(
            sorted(name for page in tables for name in page["TableNames"] if name not in own),
            sorted(name for name, lease_table in leases.items() if not lease_table),
            [each.label for each in self._services],
        )

    def tagged(self, key: str, value: str) -> ResourceNames:
        """Return the names of the tables, functions and services with a tag."""
        pages = self._tagging.get_paginator("get_resources").paginate(
            TagFilters=[{"Key": key, "Values": [value]}],
        )
        arns = [each["ResourceARN"] for page in pages for each in page["ResourceTagMappingList"]]
        tables = sorted(arn.rpartition("/")[2] for arn in arns if _is(arn, "dynamodb:table/"))
        functions = sorted(arn.rpartition(":")[2] for arn in arns if _is(arn, "lambda:function:"))
        services = [each.label for each in self._services if each.is_among(arns)]
        return ResourceNames(tables, functions, services)

    @cached_property
    def _services(self) -> list[DiscoveredService]:
        others, self.unread = other_resources(self._clients, self._place)
        return [*registered_services(self._autoscaling), *others]

    def services(self, labels: Sequence[str]) -> list[DiscoveredService]:
        """Return services with the bounds of their scalable targets, by label."""
        return [each for each in self._services if each.label in labels]

    def tables(self, names: Sequence[str], start: datetime, end: datetime) -> list[DiscoveredTable]:
        """Read tables with their capacity and their peaks in [start, end)."""
        bounds = self._bounds(names)
        found = [self._table(name, bounds) for name in names]
        metrics = [consumed(table.name, name) for table in found for name in table.dimensions]
        peaks = self._peaks(metrics, start, end)
        return [
            replace(
                table,
                dimensions={
                    name: replace(each, peak=peaks[consumed(table.name, name)] / MINUTE_S)
                    for name, each in table.dimensions.items()
                },
            )
            for table in found
        ]

    def functions(
        self, names: Sequence[str], start: datetime, end: datetime
    ) -> list[DiscoveredFunction]:
        """Read functions with their settings and their peaks in [start, end)."""
        peaks = self._peaks([_concurrent(name) for name in names], start, end)
        return [replace(self._function(name), peak=peaks[_concurrent(name)]) for name in names]

    def _table(self, name: str, bounds: _ScalingBounds) -> DiscoveredTable:
        table = self._dynamodb.describe_table(TableName=name)["Table"]
        if table.get("BillingModeSummary", {}).get("BillingMode") == "PAY_PER_REQUEST":
            return DiscoveredTable(name, on_demand=True)
        parts = [("table", f"table/{name}", "", table["ProvisionedThroughput"])]
        for each in table.get("GlobalSecondaryIndexes", []):
            index = each["IndexName"]
            resource = f"table/{name}/index/{index}"
            parts.append(("index", resource, f"{index}.", each["ProvisionedThroughput"]))
        dimensions = {}
        for kind, resource, prefix, throughput in parts:
            for unit, live in (
                ("Read", throughput["ReadCapacityUnits"]),
                ("Write", throughput["WriteCapacityUnits"]),
            ):
                scalable = f"dynamodb:{kind}:{unit}CapacityUnits"
                minimum, maximum = bounds.get((resource, scalable), (None, None))
                usage = DimensionUsage(live, minimum=minimum, maximum=maximum)
                dimensions[f"{prefix}{unit.lower()}"] = usage
        return DiscoveredTable(name, dimensions=dimensions)

    def _bounds(self, names: Sequence[str]) -> _ScalingBounds:
        """List all scalable targets of DynamoDB: the API cannot filter indexes by their table."""
        pages = self._autoscaling.get_paginator("describe_scalable_targets").paginate(
            ServiceNamespace="dynamodb"
        )
        return {
            (each["ResourceId"], each["ScalableDimension"]): (
                each["MinCapacity"],
                each["MaxCapacity"],
            )
            for page in pages
            for each in page["ScalableTargets"]
            if each["ResourceId"].split("/")[1] in names
        }

    def _function(self, name: str) -> DiscoveredFunction:
        settings = self._lambda.get_function_configuration(FunctionName=name)
        pages = self._lambda.get_paginator("list_aliases").paginate(FunctionName=name)
        reserved = self._lambda.get_function_concurrency(FunctionName=name)
        return DiscoveredFunction(
            name,
            settings["MemorySize"],
            tuple(each["Name"] for page in pages for each in page["Aliases"]),
            reserved=reserved.get("ReservedConcurrentExecutions"),
            guard=GuardSettings(
                settings.get("Runtime"),
                tuple(each["Arn"] for each in settings.get("Layers", [])),
                _variables(settings).get("AWS_LAMBDA_EXEC_WRAPPER"),
            ),
        )

    def _peaks(
        self, metrics: Sequence[Metric], start: datetime, end: datetime
    ) -> dict[Metric, float]:
        """Return the highest minute of each metric; 0 without data."""
        found = read_metrics(self._cloudwatch, metrics, start, end)
        return {metric: max(values.values(), default=0) for metric, values in found.items()}


def _variables(
    settings: "FunctionConfigurationTypeDef | FunctionConfigurationResponseTypeDef",
) -> Mapping[str, str]:
    """Return the environment variables of a function."""
    return settings.get("Environment", {}).get("Variables", {})


def _is(arn: str, resource: str) -> bool:
    """Return whether an ARN is of a service and type, such as `dynamodb:table/`."""
    _, _, service, _, _, name = arn.split(":", 5)
    return f"{service}:{name}".startswith(resource)


def _concurrent(function: str) -> Metric:
    dimensions = (("FunctionName", function),)
    return Metric("AWS/Lambda", "ConcurrentExecutions", dimensions, "Maximum")
