"""The versions that serve functions, and those whose guard has answered a ping of the warmer."""

from collections.abc import Mapping, Sequence

from kickoff.aws.clients import Clients
from kickoff.outcome import Code, Outcome
from warmer.adapters.records import RecordTable
from warmer.adapters.version_records import VersionRecords
from warmer.adapters.versions import VersionReader
from warmer.model import FunctionRef
from warmer.plan.versions import fixed_versions

_TIMEOUT_S = 20


def unproven_versions(
    clients: Clients, functions: Sequence[FunctionRef], lease_table: str
) -> dict[FunctionRef, tuple[str, ...] | Outcome]:
    """Return the serving versions of each function without an answer of their guard.

    The deployed warmer records each version that answered, for 90 days.
    """
    fixed = {each: fixed_versions(each) for each in functions}
    reader = VersionReader(clients)
    moving = [each for each, versions in fixed.items() if versions is None]
    served: Mapping[FunctionRef, tuple[str, ...]] = {
        **{each: versions for each, versions in fixed.items() if versions is not None},
        **reader.read(moving, _TIMEOUT_S),
    }
    known = VersionRecords(RecordTable(clients, lease_table)).load(functions)
    missing = f": allow {' and '.join(sorted(reader.denied))}" if reader.denied else ""
    found: dict[FunctionRef, tuple[str, ...] | Outcome] = {}
    for each in functions:
        if each not in served:
            code = Code.DENIED if reader.denied else Code.FAILED
            found[each] = Outcome(code, f"the version of {each.label} cannot be read{missing}")
            continue
        answered = known[each].answered if each in known else ()
        found[each] = tuple(version for version in served[each] if version not in answered)
    return found
