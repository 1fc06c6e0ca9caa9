"""Failed reads and writes of a calendar, explained in a sentence."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from aws_lambda_powertools.utilities.parameters import GetParameterError

from kickoff.aws.errors import AWS_ERRORS, access_problem, code_of, error_name, is_forbidden
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


# The services' own words for a refusal by a customer key; only some name the denied action.
_KEY_REFUSED = re.compile(r"\bKMS\b|ciphertext|customer master key", re.IGNORECASE)
_KEY_ACTION = re.compile(r"\bkms:\w+")


def _sentence(error: BaseException, permission: str) -> str:
    if problem := access_problem(error):
        return problem
    if is_forbidden(error) and _KEY_REFUSED.search(str(error)):
        action = _KEY_ACTION.search(str(error))
        return (
            f"denied by KMS, not by {permission}: it is encrypted with a customer key, so allow "
            f"{action[0] if action else 'kms:Decrypt'} on the key (for the stack: its parameter "
            "CalendarKeyArns)"
        )
    if is_forbidden(error):
        return f"denied, or it does not exist: check its name, and allow {permission} on it"
    if code_of(error) is Code.NOT_FOUND:
        return f"it does not exist ({error_name(error)}): check its name and region"
    return f"{permission} failed: {error}"
