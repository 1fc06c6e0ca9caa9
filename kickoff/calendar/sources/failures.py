"""What AWS says when a calendar cannot be read or kept, in a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

from aws_lambda_powertools.utilities.parameters import GetParameterError
from botocore.exceptions import BotoCoreError, ClientError

from kickoff.calendar.loading.files import SourceUnavailableError

_DENIED = frozenset(("403", "AccessDenied", "AccessDeniedException"))
_MISSING = frozenset(
    (
        "404",
        "NoSuchBucket",
        "NoSuchKey",
        "ParameterNotFound",
        "ParameterVersionNotFound",
        "ResourceNotFoundException",
    )
)


@contextmanager
def explained(permission: str, of: str = "") -> Iterator[None]:
    """Turn what AWS answers into Unreadable; `permission` is what it takes: `s3:GetObject`.

    `of` names what it is about, where that is not the location itself.
    """
    try:
        yield
    except GetParameterError as error:  # Powertools' own, around botocore's
        raise SourceUnavailableError(
            of + _sentence(error.__context__ or error, permission)
        ) from error
    except (ClientError, BotoCoreError) as error:
        raise SourceUnavailableError(of + _sentence(error, permission)) from error


def _sentence(error: BaseException, permission: str) -> str:
    code = error.response["Error"].get("Code", "") if isinstance(error, ClientError) else ""
    if code in _DENIED:
        return f"denied, or not there: check its name, and allow {permission} on it"
    if code in _MISSING:
        return f"not there ({code}): check its name and region"
    return f"{permission} failed: {error}"
