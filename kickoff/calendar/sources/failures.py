"""Failed reads and writes of a calendar, explained in a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

from aws_lambda_powertools.utilities.parameters import GetParameterError

from kickoff.aws.errors import AWS_ERRORS, code_of, error_name, is_forbidden
from kickoff.calendar.loading.files import SourceMissingError, SourceUnavailableError
from kickoff.outcome import Code


@contextmanager
def explained(permission: str, prefix: str = "") -> Iterator[None]:
    """Raise SourceUnavailableError for each error of AWS in the block.

    `permission` is what the call needs, such as `s3:GetObject`. `prefix` names the resource where
    it is not the location itself.
    """
    try:
        yield
    except GetParameterError as error:  # Powertools wraps botocore's error
        raise SourceUnavailableError(
            prefix + _sentence(error.__context__ or error, permission)
        ) from error
    except AWS_ERRORS as error:
        absent = code_of(error) is Code.NOT_FOUND and not is_forbidden(error)
        fault = SourceMissingError if absent else SourceUnavailableError
        raise fault(prefix + _sentence(error, permission)) from error


def _sentence(error: BaseException, permission: str) -> str:
    if is_forbidden(error):
        return f"denied, or it does not exist: check its name, and allow {permission} on it"
    if code_of(error) is Code.NOT_FOUND:
        return f"it does not exist ({error_name(error)}): check its name and region"
    return f"{permission} failed: {error}"
