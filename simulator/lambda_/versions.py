"""Published versions of a function, and the aliases that point to them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from simulator.lambda_.errors import (
    LATEST,
    conflict,
    function_arn,
    is_version,
    not_found,
)
from simulator.lambda_.settings import FunctionConfiguration


@dataclass(frozen=True, slots=True)
class Alias:
    """A name for a version; a second one takes `share` of the requests, between 0 and 1."""

    version: str
    description: str = ""
    second: str | None = None
    share: float = 0.0


class FunctionVersions:
    """`$LATEST`, the versions published of it, and the aliases; `settings` has each version."""

    def __init__(self, name: str, settings: FunctionConfiguration) -> None:
        self._name = name
        self.aliases: dict[str, Alias] = {}
        self.settings = {LATEST: settings}
        self._last_published: FunctionConfiguration | None = None
        self._routed: Counter[str] = Counter()

    def __contains__(self, qualifier: str) -> bool:
        return qualifier in self.aliases or qualifier in self.settings

    def publish(self, description: str = "") -> str:
        """Publish `$LATEST`; without a change since the last version, that one is returned."""
        latest = self.settings[LATEST]
        if self._last_published is latest:
            return str(len(self.settings) - 1)
        self._last_published = latest
        number = str(len(self.settings))
        self.settings[number] = replace(latest, description=description or latest.description)
        return number

    def version_of(self, qualifier: str) -> str:
        """The version that serves a qualifier.

        Raises:
            ServiceError: ResourceNotFoundException.
        """
        alias = self.aliases.get(qualifier)
        version = qualifier if alias is None else alias.version
        if version not in self.settings:
            raise not_found(self._name, qualifier)
        return version

    def route(self, qualifier: str) -> str:
        """The qualifier, or for a weighted alias the version that the next request goes to.

        Lambda chooses by chance. Here the shares are exact at any time.
        """
        alias = self.aliases.get(qualifier)
        if alias is None or alias.second is None:
            return qualifier
        before = int(self._routed[qualifier] * alias.share)
        self._routed[qualifier] += 1
        is_second = int(self._routed[qualifier] * alias.share) > before
        return alias.second if is_second else alias.version

    def qualifiers_of(self, version: str) -> Iterable[str]:
        """A version and the aliases that point to it."""
        return (version, *(name for name, each in self.aliases.items() if each.version == version))

    def create_alias(self, name: str, alias: Alias) -> None:
        """Add an alias.

        Raises:
            ServiceError: ResourceConflictException or ResourceNotFoundException.
        """
        self._require_versions(alias)
        if name in self.aliases:
            raise conflict(f"Alias already exists: {function_arn(self._name, name)}")
        self.aliases[name] = alias

    def update_alias(self, name: str, alias: Alias) -> None:
        """Replace an existing alias.

        Raises:
            ServiceError: ResourceNotFoundException.
        """
        self._require_versions(alias)
        self.aliases[name] = alias

    def _require_versions(self, alias: Alias) -> None:
        for version in (alias.version, *filter(None, [alias.second])):
            if not is_version(version) or version not in self.settings:
                raise not_found(self._name, version)
