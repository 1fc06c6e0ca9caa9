"""Parameters common to Application Auto Scaling's operations: names, filters, pages."""

from typing import Any

from simulator.autoscaling.resources import SERVICE_NAMESPACES, ScalableId
from simulator.errors import invalid
from simulator.wire.json_rpc import Parameters

TARGET = frozenset({"ServiceNamespace", "ResourceId", "ScalableDimension"})
LIST = frozenset({"ServiceNamespace", "ScalableDimension", "MaxResults", "NextToken"})
_NAMESPACES = frozenset({"dynamodb", "lambda"}) | SERVICE_NAMESPACES
_PAGE = 50


def scalable_in(parameters: Parameters) -> ScalableId:
    """The scalable target that a call names."""
    scalable = ScalableId(parameters["ResourceId"], parameters["ScalableDimension"])
    _require_namespace(parameters)
    if scalable.namespace != parameters["ServiceNamespace"]:
        raise invalid("Unsupported service namespace, resource type or scalable dimension")
    return scalable


def by_id(parameters: Parameters) -> Parameters:
    """The parameters with a filter of one `ResourceId` as a list."""
    if "ResourceId" not in parameters:
        return parameters
    return {**parameters, "ResourceIds": [parameters["ResourceId"]]}


def matches(scalable: ScalableId, parameters: Parameters) -> bool:
    """Return whether a target passes the filters of a call."""
    resources = parameters.get("ResourceIds") or (scalable.resource,)
    dimension = parameters.get("ScalableDimension", scalable.dimension)
    return (
        scalable.namespace == parameters["ServiceNamespace"]
        and scalable.resource in resources
        and scalable.dimension == dimension
    )


def page(name: str, found: list[dict[str, Any]], parameters: Parameters) -> dict[str, Any]:
    """A page of at most 50; the token is the position of the next page."""
    _require_namespace(parameters)
    size = parameters.get("MaxResults", _PAGE)
    for names in ("ResourceIds", "ScheduledActionNames"):
        if len(parameters.get(names, ())) > _PAGE:
            raise invalid(
                f"1 validation error detected: Value at '{names[0].lower()}{names[1:]}' failed to "
                f"satisfy constraint: Member must have length less than or equal to {_PAGE}"
            )
    if not 1 <= size <= _PAGE:
        raise invalid(f"maxResults must be between 1 and {_PAGE}")
    start = int(parameters.get("NextToken", "0"))
    answer: dict[str, Any] = {name: found[start : start + size]}
    return answer | ({"NextToken": str(start + size)} if start + size < len(found) else {})


def _require_namespace(parameters: Parameters) -> None:
    if parameters["ServiceNamespace"] not in _NAMESPACES:
        raise invalid(f"the stand-in supports the namespaces {', '.join(sorted(_NAMESPACES))}")
