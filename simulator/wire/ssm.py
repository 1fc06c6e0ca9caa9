"""Parameter Store: parameters of the standard tier, without versions before the last."""

from typing import Any

from simulator.cloud import Cloud
from simulator.errors import ServiceError
from simulator.wire.arrival import fault_errors
from simulator.wire.json_rpc import JsonOperation, JsonService, Parameters

_ARN = "arn:aws:ssm:eu-west-1:123456789012:parameter"


def _put(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    name = parameters["Name"]
    known = cloud.side.parameters.get(name)
    if known is not None and not parameters.get("Overwrite"):
        raise ServiceError(
            "ParameterAlreadyExists",
            "The parameter already exists. To overwrite this value, set the overwrite option in "
            "the request to true.",
        )
    version = known["Version"] + 1 if known else 1
    cloud.side.parameters[name] = {
        "Name": name,
        "Type": parameters.get("Type") or (known or {}).get("Type", "String"),
        "Value": parameters["Value"],
        "Version": version,
        "LastModifiedDate": cloud.now.timestamp(),
        "ARN": f"{_ARN}/{name.removeprefix('/')}",
        "DataType": "text",
    }
    return {"Version": version, "Tier": "Standard"}


def _get(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    """A parameter, by its name or its ARN."""
    asked = parameters["Name"]
    for name, parameter in cloud.side.parameters.items():
        if asked in {name, parameter["ARN"]}:
            return {"Parameter": parameter}
    raise ServiceError("ParameterNotFound", "")


SSM = JsonService(
    name="ssm",
    content_type="application/x-amz-json-1.1",
    operations={
        "PutParameter": JsonOperation(
            _put, frozenset({"Name", "Value", "Type", "Overwrite", "Tier"})
        ),
        "GetParameter": JsonOperation(_get, frozenset({"Name", "WithDecryption"})),
    },
    errors=fault_errors(
        ServiceError("InternalServerError", "The service failed", status=500),
        ServiceError("ThrottlingException", "Rate exceeded"),
    ),
)
