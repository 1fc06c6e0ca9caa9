"""Published versions of a function, and the aliases that point to them."""

from collections.abc import Iterable

from simulator.lambda_.errors import (
    LATEST,
    alias_not_found,
    conflict,
    function_arn,
    is_version,
    not_found,
)
from simulator.lambda_.settings import FunctionSettings


class FunctionVersions:
    """`$LATEST`, the versions published of it, and the aliases.

    `aliases` maps a name to a version. `settings` are those of each version.
    """

    def __init__(self, name: str, settings: FunctionSettings) -> None:
        self._name = name
        self.aliases: dict[str, str] = {}
        self.settings = {LATEST: settings}

    def __contains__(self, qualifier: str) -> bool:
        return qualifier in self.aliases or qualifier in self.settings

    def publish(self) -> str:
        """Publish `$LATEST`; without a change since the last version, that one is returned."""
        last = str(len(self.settings) - 1)
        if self.settings.get(last) is self.settings[LATEST]:
            return last
        number = str(len(self.settings))
        self.settings[number] = self.settings[LATEST]
        return number

    def version_of(self, qualifier: str) -> str:
        """The version that serves a qualifier.

        Raises:
            ServiceError: ResourceNotFoundException.
        """
        version = self.aliases.get(qualifier, qualifier)
        if version not in self.settings:
            raise not_found(self._name, qualifier)
        return version

    def qualifiers_of(self, version: str) -> Iterable[str]:
        """A version and the aliases that point to it."""
        return (version, *(name for name, each in self.aliases.items() if each == version))

    def create_alias(self, alias: str, version: str) -> None:
        """Add an alias.

        Raises:
            ServiceError: ResourceConflictException or ResourceNotFoundException.
        """
        self._require_version(version)
        if alias in self.aliases:
            raise conflict(f"Alias already exists: {function_arn(self._name, alias)}")
        self.aliases[alias] = version

    def move_alias(self, alias: str, version: str) -> None:
        """Point an existing alias to a version.

        Raises:
            ServiceError: ResourceNotFoundException.
        """
        if alias not in self.aliases:
            raise alias_not_found(self._name, alias)
        self._require_version(version)
        self.aliases[alias] = version

    def _require_version(self, version: str) -> None:
        if not is_version(version) or version not in self.settings:
            raise not_found(self._name, version)
