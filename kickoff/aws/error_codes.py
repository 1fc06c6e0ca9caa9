"""The tables from AWS's errors to our codes, and the advice for each code."""

from types import MappingProxyType

from kickoff.outcome import Code

# IAM refused the call itself. S3 answers HEAD and conditional reads with the bare status. SNS says
# AuthorizationError.
FORBIDDEN = frozenset(
    (
        "403",
        "AccessDenied",
        "AccessDeniedException",
        "AuthorizationError",
        "UnauthorizedOperation",
    )
)
# The credentials of the caller, not a permission.
EXPIRED = frozenset(
    ("ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired")
)
REJECTED = frozenset(
    (
        "AuthFailure",
        "IncompleteSignature",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "InvalidToken",
        "MissingAuthenticationToken",
        "MissingAuthenticationTokenException",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    )
)
_CODES = {
    **dict.fromkeys(EXPIRED | REJECTED, Code.DENIED),
    **dict.fromkeys(FORBIDDEN, Code.DENIED),
    "FailedResourceAccessException": Code.DENIED,
    "ProvisionedThroughputExceededException": Code.THROTTLED,
    "RequestLimitExceeded": Code.THROTTLED,
    "Throttling": Code.THROTTLED,
    "ThrottlingException": Code.THROTTLED,
    "TooManyRequestsException": Code.THROTTLED,
    "404": Code.NOT_FOUND,
    "NoSuchBucket": Code.NOT_FOUND,
    "NoSuchKey": Code.NOT_FOUND,
    "NotFound": Code.NOT_FOUND,
    "ObjectNotFoundException": Code.NOT_FOUND,
    "ClusterNotFoundException": Code.NOT_FOUND,
    "DBClusterNotFoundFault": Code.NOT_FOUND,
    "ReplicationGroupNotFoundFault": Code.NOT_FOUND,
    "ParameterNotFound": Code.NOT_FOUND,
    "ParameterVersionNotFound": Code.NOT_FOUND,
    "ProvisionedConcurrencyConfigNotFoundException": Code.NOT_FOUND,
    "ResourceNotFoundException": Code.NOT_FOUND,
    "ConditionalCheckFailedException": Code.CONFLICT,
    "ConcurrentUpdateException": Code.BUSY,
    "ResourceConflictException": Code.BUSY,
    "ResourceInUseException": Code.BUSY,
    "LimitExceededException": Code.QUOTA,
    "ServiceQuotaExceededException": Code.QUOTA,
    "InvalidArgumentException": Code.INVALID,
    "InvalidParameterValueException": Code.INVALID,
    "ValidationException": Code.INVALID,
}
# Errors whose name has several meanings: a part of the message, in lower case, and its code.
_MESSAGES = (
    ("LimitExceededException", "throughput decreases are limited", Code.BUDGET_SPENT),
    # "Only 1 online index can be created or deleted simultaneously per table" and "Only 500 tables
    # can be created, updated, or deleted simultaneously".
    ("LimitExceededException", "simultaneously", Code.BUSY),
    (
        "ResourceConflictException",
        "alias can't be used for provisioned concurrency configuration on an already provisioned",
        Code.PROVISIONED_TWICE,
    ),
    (
        "ResourceConflictException",
        "version is pointed by a provisioned concurrency alias",
        Code.PROVISIONED_TWICE,
    ),
    (
        "InvalidParameterValueException",
        "is greater than account's unreserved concurrency",
        Code.QUOTA,
    ),
    (
        "InvalidParameterValueException",
        "decreases account's unreservedconcurrentexecution below its minimum value",
        Code.QUOTA,
    ),
    (
        "InvalidParameterValueException",
        "should not be greater than the reservedconcurrentexecution",
        Code.QUOTA,
    ),
)
ADVICE = MappingProxyType(
    {
        Code.DENIED: "allow it in kickoff's own role or in the target's role_arn",
        Code.THROTTLED: "AWS refused it for now; the next tick tries again",
        Code.NOT_FOUND: "check name, region and role_arn of the target",
        Code.CONFLICT: "another prescaler changed it meanwhile; the next tick reads it again",
        Code.BUSY: "another change is in progress; the next tick tries again",
        Code.BUDGET_SPENT: "no decrease is left for now; a later tick lowers it",
        Code.QUOTA: "a quota refuses it: request an increase from AWS, or lower the calendar's "
        "demand",
        Code.PROVISIONED_TWICE: "an alias and the version it points to cannot both have "
        "provisioned concurrency: delete one configuration, or name the configured one as the "
        "target's qualifier",
        Code.INVALID: "AWS does not accept the values",
        Code.UNREACHABLE: "the endpoint did not answer: check region, network and AWS_ENDPOINT_URL",
        Code.FAILED: "the next tick tries again",
    }
)


def code_for(name: str, message: str) -> Code:
    """Return our code for an error of AWS; FAILED for an unknown one."""
    said = message.lower()
    by_message = (code for error, part, code in _MESSAGES if error == name and part in said)
    return next(by_message, _CODES.get(name, Code.FAILED))
