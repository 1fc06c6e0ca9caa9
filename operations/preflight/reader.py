"""The reader of the account. Each read stands alone, so a failed read hides no other."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from botocore.exceptions import BotoCoreError

from kickoff.aws.clients import Clients
from kickoff.aws.place import Place
from kickoff.aws.sessions import Aws
from kickoff.calendar import Calendar, FunctionTarget, TableTarget
from kickoff.outcome import Outcome
from operations.preflight.adapters.event_bus import missing_bus
from operations.preflight.adapters.function_reader import FunctionReader
from operations.preflight.adapters.guard_metrics import GuardAnswers, published
from operations.preflight.adapters.permission_simulator import simulated_permissions
from operations.preflight.adapters.policy_reader import without_policy
from operations.preflight.adapters.quota_reader import QuotaReader
from operations.preflight.facts import (
    AccountFacts,
    AccountQuotas,
    FunctionFacts,
    QuotaScope,
    RequiredPermission,
    ScopeLimits,
)
from operations.preflight.grouping import group_by
from operations.preflight.required_permissions import CallerIdentity, required_permissions
from prescaler.model import Dimension
from prescaler.resources.registry import KINDS
from prescaler.resources.scaling import ResourceScaling
from warmer.model import FunctionRef, Warming
from warmer.plan.ping_format import names_container
from warmer.plan.schedule import desired

Ping = Callable[[Sequence[Warming]], GuardAnswers]


@dataclass(frozen=True, slots=True)
class AccountReader:
    """Reads the facts for a calendar.

    `roles` has the ARNs of the deployed applications' roles, by application; the permissions of a
    missing one are not read. `ping` sends a ping to each guard; without it, the metrics of the
    deployed warmer count. `tag` is the value of the tag `kickoff` on the targets. `event_bus` is
    the bus of the prescaler's events; None without events. `lease_table` has the warmer's records.
    """

    aws: Aws
    roles: Mapping[str, str]
    ping: Ping | None = None
    tag: str | None = None
    event_bus: str | None = None
    lease_table: str | None = None

    def read(self, calendar: Calendar, now: datetime) -> AccountFacts:
        """Read all facts, with some calls for each target, one after the other."""
        clients = Clients(self.aws)
        places = {target.place for target in calendar.targets.values()}
        scopes = {place: self._scope(place) for place in sorted(places, key=str)}
        dimensions = tuple(KINDS.dimensions(calendar).values())
        observed = ResourceScaling(clients).observe(dimensions)
        functions = _functions(calendar, FunctionReader(clients))
        left_to_policies = [each for each in dimensions if not KINDS.of(each).has_own_call]
        missing, unread = without_policy(clients, left_to_policies)
        return AccountFacts(
            scopes=scopes,
            limits=_limits(calendar, scopes, clients, now),
            observed=observed,
            functions=functions,
            guard_answers=self._guard_answers(calendar, clients, functions, now),
            permissions=simulated_permissions(
                self.aws, self.roles, partial(self._required, calendar), tag=self.tag
            ),
            event_bus=self.event_bus,
            missing_bus=missing_bus(clients, self.event_bus) if self.event_bus else None,
            account_quotas=_account_quotas(dimensions, scopes, clients),
            without_policy=missing,
            unread_policies=unread,
        )

    def _required(self, calendar: Calendar, caller: CallerIdentity) -> Iterator[RequiredPermission]:
        return required_permissions(calendar, caller, self.event_bus, self.lease_table)

    def _scope(self, place: Place) -> QuotaScope:
        """Return account and region; a place without a session has no region."""
        account = place.role_arn.split(":")[4] if place.role_arn else None
        try:
            return QuotaScope(account, place.region or self.aws.session(place).region_name)
        except BotoCoreError:
            return QuotaScope(account, None)

    def _guard_answers(
        self,
        calendar: Calendar,
        clients: Clients,
        functions: Mapping[FunctionRef, FunctionFacts],
        now: datetime,
    ) -> GuardAnswers:
        """Read the answers of guards that name their container, for functions that pings reach."""
        pinged = [
            Warming(warming.target, warming.function, 1, (), warming.ping_format)
            for _, warming in desired(calendar, now)
            if names_container(warming.ping_format) and _accepts_pings(functions[warming.function])
        ]
        if self.ping is not None:
            return self.ping(pinged)
        return published(clients, [each.function for each in pinged], now)


def _accepts_pings(function: FunctionFacts) -> bool:
    """Return whether a function exists, is awake, and is warmed by pings."""
    state = function.state
    if isinstance(state, Outcome):
        return False
    return (
        state.state in {None, "Active"}
        and state.unsuitable is None
        and not state.provisioned.available
    )


def _limits(
    calendar: Calendar, scopes: Mapping[Place, QuotaScope], clients: Clients, now: datetime
) -> dict[QuotaScope, ScopeLimits]:
    """Read each scope's limits once, by its first place, and only those that its targets need."""
    quotas, functions = QuotaReader(clients), FunctionReader(clients)
    found = {}
    for scope, targets in group_by(calendar.targets.values(), lambda t: scopes[t.place]).items():
        place, kinds = targets[0].place, {type(target) for target in targets}
        has_tables, has_functions = TableTarget in kinds, FunctionTarget in kinds
        found[scope] = ScopeLimits(
            quotas.throughput(place, scope) if has_tables else None,
            quotas.provisioned_share(place, scope, now) if has_tables else None,
            functions.unreserved(place, scope) if has_functions else None,
        )
    return found


def _account_quotas(
    dimensions: Sequence[Dimension], scopes: Mapping[Place, QuotaScope], clients: Clients
) -> AccountQuotas:
    """Read the shared quota of each kind once for a scope, by the first of its places."""
    found = {}
    for (scope, kind), own in group_by(
        dimensions, lambda each: (scopes[each.place], KINDS.of(each))
    ).items():
        quota = kind.account_quota(clients, own[0].place)
        if quota is not None:
            found[scope, kind.nouns] = quota, tuple(own)
    return found


def _functions(calendar: Calendar, reader: FunctionReader) -> dict[FunctionRef, FunctionFacts]:
    named = {
        FunctionRef(target.function, target.qualifier, target.place)
        for target in calendar.targets.values()
        if isinstance(target, FunctionTarget)
    }
    return {each: reader.read(each) for each in sorted(named, key=lambda each: each.label)}
