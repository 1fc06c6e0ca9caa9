"""One function: its versions, their containers, its state, its provisioned concurrency."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from simulator.containers import Container, Pool
from simulator.delays import StartRate
from simulator.errors import ServiceError
from simulator.lambda_.errors import conflict
from simulator.lambda_.provisioned import ProvisionedConfigs
from simulator.lambda_.settings import FunctionConfiguration
from simulator.lambda_.versions import Alias, FunctionVersions
from simulator.traits import Traits

_DEPLOYED = datetime(2026, 1, 1, tzinfo=UTC)
_BEING_CREATED = {"StateReason": "The function is being created.", "StateReasonCode": "Creating"}


class StartLimiter:
    """Limits the starts of one function's containers."""

    def __init__(self, rate: StartRate) -> None:
        self._rate = rate
        self._made: deque[float] = deque()

    def allowed(self, at: float) -> bool:
        """Return whether a container may start at an instant, in seconds of a steady clock."""
        while self._made and at - self._made[0] >= self._rate.within.total_seconds():
            self._made.popleft()
        return len(self._made) < self._rate.count

    def note(self, at: float) -> None:
        """Count a start."""
        self._made.append(at)


@dataclass(slots=True)
class SimulatedFunction:
    """A function with its versions and aliases; the containers belong to the versions.

    `guarded`: its handler is wrapped in a guard. `reserved`: its reserved concurrency. `active`:
    the instant at which it is no longer Pending. `modified`: the last change of `$LATEST`.
    `lasting`: containers kept by live requests. `random`: draws of the time that a container takes
    to start.
    """

    name: str
    versions: FunctionVersions
    provisioning: ProvisionedConfigs
    traits: Traits
    idle_life: timedelta
    random: Random
    guarded: bool = False
    reserved: int | None = None
    starts: StartLimiter | None = None
    active: datetime | None = None
    modified: datetime = _DEPLOYED
    lasting: list[tuple[Pool, Container]] = field(default_factory=list, repr=False)
    _pools: dict[str, Pool] = field(default_factory=dict, repr=False)

    def pool(self, qualifier: str) -> Pool:
        """The containers of the version that serves a qualifier.

        Raises:
            ServiceError: ResourceNotFoundException.
        """
        version = self.versions.version_of(qualifier)
        if version not in self._pools:
            self._pools[version] = Pool(f"{self.name}:{version}", self.idle_life)
        return self._pools[version]

    def settings(self, qualifier: str) -> FunctionConfiguration:
        """The settings of the version that serves a qualifier; errors as `pool`."""
        return self.versions.settings[self.versions.version_of(qualifier)]

    @property
    def busy(self) -> int:
        """Requests in flight, all versions together."""
        return sum(pool.busy for pool in self._pools.values())

    @property
    def held(self) -> int:
        """Concurrency that no other version can use: provisioned or in use."""
        if not self.provisioning.configs:
            return self.busy
        return sum(
            max(
                self.provisioning.requested(*self.versions.qualifiers_of(version)),
                self._busy(version),
            )
            for version in self.versions.settings
        )

    def provisioned_and_free(self, qualifier: str) -> int:
        """Concurrency provisioned for the version of a qualifier, less its requests in flight."""
        version = self.versions.version_of(qualifier)
        requested = self.provisioning.requested(*self.versions.qualifiers_of(version))
        return max(0, requested - self._busy(version))

    def provisioned(self, qualifier: str, now: datetime) -> int:
        """Provisioned environments that serve requests of a qualifier."""
        version = self.versions.version_of(qualifier)
        return self.provisioning.serving(self.versions.qualifiers_of(version), now)

    def init(self, container: Container) -> str:
        """`AWS_LAMBDA_INITIALIZATION_TYPE` in a container."""
        if self.traits.managed:
            return "lambda-managed-instances"
        if container.provisioned:
            return "provisioned-concurrency"
        return "snap-start" if self.traits.snap_start else "on-demand"

    def state(self, now: datetime) -> str:
        """`State` of GetFunctionConfiguration."""
        if self.active is None:
            return self.traits.state
        return "Active" if now >= self.active else "Pending"

    def state_reason(self, now: datetime) -> Mapping[str, str]:
        """The fields that explain a state; none for Active."""
        state = self.state(now)
        if state == "Active":
            return {}
        if state == "Pending" and self.traits.state != "Inactive":
            return _BEING_CREATED
        return {"StateReason": f"The function is {state}", "StateReasonCode": "Idle"}

    def require_active(self, now: datetime) -> None:
        """Refuse a request unless Active; the first request to an Inactive function wakes it.

        Raises:
            ServiceError: ResourceNotReadyException or ResourceConflictException.
        """
        match self.state(now):
            case "Active":
                return
            case "Inactive":
                self.active = now + self.traits.wakes
                raise ServiceError(
                    "ResourceNotReadyException",
                    "The function is inactive and its VPC connection is no longer available.",
                    status=502,
                )
            case state:
                raise conflict(
                    "The operation cannot be performed at this time. The function is currently in "
                    f"the following state: {state}"
                )

    def start_s(self) -> float:
        """Draw the seconds that a new container takes to start, in real time."""
        vary = self.random.uniform(0, self.traits.starts_vary.total_seconds())
        return self.traits.starts.total_seconds() + vary

    def update_alias(self, name: str, alias: Alias, now: datetime) -> None:
        """UpdateAlias: its provisioned concurrency follows it to another version.

        Raises:
            ServiceError: ResourceNotFoundException.
        """
        before = self.versions.aliases[name]
        self.versions.update_alias(name, alias)
        if alias.version != before.version:
            self.provisioning.move(name, now)

    def delete_alias(self, alias: str) -> None:
        """DeleteAlias, with its provisioned concurrency; an unknown alias is ignored."""
        self.versions.aliases.pop(alias, None)
        self.provisioning.delete(alias)

    def finish(self, qualifier: str, now: datetime) -> None:
        """End the live requests that name a qualifier."""
        for pool, container in self.lasting:
            if container.qualifier == qualifier:
                container.served = now
                pool.give_back(container, now)
        self.lasting = [each for each in self.lasting if each[1].qualifier != qualifier]

    def _busy(self, version: str) -> int:
        return self._pools[version].busy if version in self._pools else 0
