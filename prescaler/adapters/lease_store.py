"""The lease store of a deployment, or of a laptop."""

from pathlib import Path

from kickoff.aws.clients import Clients
from kickoff.calendar.loading.files import is_address
from prescaler.adapters.lease_file import LeaseFile
from prescaler.adapters.lease_table import LeaseTable

_FILE = ".kickoff-leases.json"


def lease_store(clients: Clients, table: str | None, config: str) -> LeaseTable | LeaseFile:
    """Return the store in a table; without one, in a file beside the calendar `config`."""
    return LeaseTable(clients, table) if table else LeaseFile(lease_file(config))


def lease_file(config: str) -> Path:
    """Return the path of the leases beside a calendar; in this folder if that is an address."""
    return (Path() if is_address(config) else Path(config).parent) / _FILE
