"""What Application Auto Scaling's calls have in common: names, filters, pages."""

from typing import Any

from simulator.errors import invalid
from simulator.scalables import Scalable
from simulator.wire.json_rpc import Parameters

TARGET = frozenset({"ServiceNamespace", "ResourceId", "ScalableDimension"})
LIST = frozenset({"ServiceNamespace", "ScalableDimension", "MaxResults", "NextToken"})
_NAMESPACES = frozenset({"dynamodb", "lambda"})
_PAGE = 50


def scalable_in(asked: Parameters) -> Scalable:
    """The scalable target that a call is about."""
    scalable = Scalable(asked["ResourceId"], asked["ScalableDimension"])
    _require_namespace(asked)
    if scalable.namespace != asked["ServiceNamespace"]:
        raise invalid("Unsupported service namespace, resource type or scalable dimension")
    return scalable


def by_id(asked: Parameters) -> Parameters:
    """A filter of one `ResourceId`, as one of several."""
    return {**asked, "ResourceIds": [asked["ResourceId"]]} if "ResourceId" in asked else asked


def is_asked(scalable: Scalable, asked: Parameters) -> bool:
    """Does a target pass a call's filters?"""
    resources = asked.get("ResourceIds") or (scalable.resource,)
    dimension = asked.get("ScalableDimension", scalable.dimension)
    return (
        scalable.namespace == asked["ServiceNamespace"]
        and scalable.resource in resources
        and scalable.dimension == dimension
    )


def page(name: str, found: list[dict[str, Any]], asked: Parameters) -> dict[str, Any]:
    """A page of at most 50; the token is the place to go on from."""
    _require_namespace(asked)
    size = asked.get("MaxResults", _PAGE)
    for names in ("ResourceIds", "ScheduledActionNames"):
        if len(asked.get(names, ())) > _PAGE:
            raise invalid(
                f"1 validation error detected: Value at '{names[0].lower()}{names[1:]}' failed to "
                f"satisfy constraint: Member must have length less than or equal to {_PAGE}"
            )
    if not 1 <= size <= _PAGE:
        raise invalid(f"maxResults must be between 1 and {_PAGE}")
    start = int(asked.get("NextToken", "0"))
    answer: dict[str, Any] = {name: found[start : start + size]}
    return answer | ({"NextToken": str(start + size)} if start + size < len(found) else {})


def _require_namespace(asked: Parameters) -> None:
    if asked["ServiceNamespace"] not in _NAMESPACES:
        raise invalid("the stand-in scales DynamoDB and Lambda alone")
