"""Lambda's errors of an invocation: whether each passes by itself, and what a person does."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from warmer.model import PingCode


class InvokeError(NamedTuple):
    """The code of an error, and what to do about it."""

    code: PingCode
    advice: str


_PASSING = "it passes by itself; if it stays, see the AWS Health Dashboard"
_VPC = "correct the function's VPC settings"
_KEY = "the function's environment variables need its KMS key"
_EFS = "check mount target, security groups (port 2049) and access point of its EFS file system"
_S3 = "check network, access point and permissions of its S3 Files mount"
_DEPLOY = "deploy its code again"
_FORMAT = "check payload and client_context of the target"
_SNAPSHOT = "read its log for the afterRestore hook, and publish a new version"


def _misconfigured(advice: str) -> InvokeError:
    return InvokeError(PingCode.MISCONFIGURED, advice)


def _passing(advice: str = _PASSING) -> InvokeError:
    return InvokeError(PingCode.SERVICE_ERROR, advice)


def _not_ready(advice: str) -> InvokeError:
    return InvokeError(PingCode.NOT_READY, advice)


def _refused(advice: str) -> InvokeError:
    return InvokeError(PingCode.REFUSED, advice)


INVOKE_ERRORS: Mapping[str, InvokeError] = MappingProxyType(
    {
        "ServiceException": _passing(),
        "EC2ThrottledException": _passing("EC2 throttles Lambda; it passes by itself"),
        "EC2UnexpectedException": _passing(),
        "ENINotReadyException": _passing(
            "its network interface is being made; it passes by itself"
        ),
        "EFSIOException": _passing(
            "its EFS file system failed; if it stays, check the burst credits"
        ),
        "EFSMountTimeoutException": _passing(
            "its EFS file system is slow to mount; if it stays, raise the throughput of the file "
            "system or lower the level"
        ),
        "S3FilesMountTimeoutException": _passing(
            "its S3 Files mount is slow; if it stays, lower the level"
        ),
        "SnapStartTimeoutException": _passing(
            "its snapshot was restored too slowly; if it stays, shorten the afterRestore hook"
        ),
        "SnapStartRegenerationFailureException": _passing(
            "Lambda makes its snapshot again; if it stays, publish a new version"
        ),
        "ResourceNotReadyException": _not_ready("this invocation wakes it; later ticks warm it"),
        "ResourceConflictException": _not_ready("wait until its update ends"),
        "SnapStartNotReadyException": _not_ready("wait until its snapshot is made"),
        "CodeArtifactUserPendingException": _not_ready("wait for it to become Active"),
        "KMSAccessDeniedException": _misconfigured(f"{_KEY}: allow kms:Decrypt to its role"),
        "KMSDisabledException": _misconfigured(f"{_KEY}: enable the key"),
        "KMSInvalidStateException": _misconfigured(
            f"{_KEY}: cancel the key's deletion, or choose another key"
        ),
        "KMSNotFoundException": _misconfigured(f"{_KEY}: choose a key that exists"),
        "SubnetIPAddressLimitReachedException": _misconfigured(
            "its subnets have no free addresses: add a larger subnet"
        ),
        "ENILimitReachedException": _misconfigured(
            "the account's quota of network interfaces is used up: request an increase from AWS"
        ),
        "EC2AccessDeniedException": _misconfigured(
            "allow its role the network interfaces (AWSLambdaVPCAccessExecutionRole)"
        ),
        "InvalidSubnetIDException": _misconfigured(_VPC),
        "InvalidSecurityGroupIDException": _misconfigured(_VPC),
        "EFSMountConnectivityException": _misconfigured(_EFS),
        "EFSMountFailureException": _misconfigured(_EFS),
        "S3FilesMountConnectivityException": _misconfigured(_S3),
        "S3FilesMountFailureException": _misconfigured(_S3),
        "InvalidRuntimeException": _misconfigured("choose a runtime that Lambda supports"),
        "RuntimeVersionDeletedException": _misconfigured("choose another runtime version"),
        "RuntimeAliasDeletedException": _misconfigured("choose another runtime alias"),
        "InvalidZipFileException": _misconfigured(_DEPLOY),
        "CodeArtifactUserDeletedException": _misconfigured(_DEPLOY),
        "CodeArtifactUserFailedException": _misconfigured(_DEPLOY),
        "SnapStartException": _misconfigured(_SNAPSHOT),
        "NoPublishedVersionException": _misconfigured("publish a version"),
        "ModeNotSupportedException": _misconfigured(
            "it takes no synchronous requests, so pings cannot warm it: take its warm level out of "
            "the calendar"
        ),
        "ServiceQuotaExceededException": _misconfigured(
            "request an increase of the quota from AWS"
        ),
        "InvalidParameterValueException": _refused("check qualifier and payload of the target"),
        "InvalidRequestContentException": _refused(_FORMAT),
        "RequestTooLargeException": _refused(_FORMAT),
        "SerializedRequestEntityTooLargeException": _refused(_FORMAT),
        "UnsupportedMediaTypeException": _refused(_FORMAT),
        "RecursiveInvocationException": _refused("find the loop in which it invokes itself"),
        "DurableExecutionAlreadyStartedException": _refused(
            "a ping of a durable function starts an execution: take its warm level out of the "
            "calendar"
        ),
    }
)
"""Each error of Invoke in the model of botocore 1.44, without throttles and missing functions."""
