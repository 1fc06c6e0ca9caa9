"""Looks at the account: every read by itself, so that one that fails hides no other."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kickoff.aws.clients import Clients
from kickoff.aws.place import Place
from kickoff.aws.sessions import Aws
from kickoff.calendar import Calendar, FunctionTarget, TableTarget
from operations.preflight.adapters import answers
from operations.preflight.adapters.functions import Functions
from operations.preflight.adapters.permissions import Simulation
from operations.preflight.adapters.sites import site
from operations.preflight.adapters.throughput import Throughput
from operations.preflight.facts import About, Account, Facts, Part, Site
from operations.preflight.grouped import grouped
from prescaler.model import Dimension, Outcome, Resource
from prescaler.resources.registry import KINDS
from prescaler.resources.scaling import ResourceScaling
from warmer.model import FunctionRef, Warming
from warmer.plan.schedule import desired

Ping = Callable[[Sequence[Warming]], answers.Answers]


@dataclass(frozen=True, slots=True)
class Look:
    """`roles` are those of the deployed applications, by service; empty for the caller's own.

    `ping` asks guards by a real ping each; without it the deployed warmer's metrics tell.
    """

    aws: Aws
    roles: Mapping[str, str]
    ping: Ping | None = None

    def facts(self, calendar: Calendar, now: datetime) -> Facts:
        """All that the checks rest on; takes some calls a target, one after the other."""
        clients = Clients(self.aws)
        places = {target.place for target in calendar.targets.values()}
        sites = {place: site(self.aws, place) for place in sorted(places, key=str)}
        scaled = tuple(KINDS.dimensions(calendar).values())
        observed = ResourceScaling(clients).observe(scaled)
        functions = _functions(calendar, Functions(clients))
        return Facts(
            sites=sites,
            accounts=_accounts(calendar, sites, clients, now),
            observed=observed,
            parts=_parts(scaled, Throughput(clients)),
            functions=functions,
            guarded=self._guarded(calendar, clients, functions, now),
            permissions=Simulation(self.aws, self.roles).permissions(calendar),
        )

    def _guarded(
        self,
        calendar: Calendar,
        clients: Clients,
        functions: Mapping[FunctionRef, About],
        now: datetime,
    ) -> answers.Answers:
        """Only of what a ping would reach, and whose guard can tell."""
        asked = [
            Warming(warming.target, warming.function, 1, (), warming.ping_format)
            for _, warming in desired(calendar, now)
            if answers.telling(warming) and _is_pinged(functions[warming.function])
        ]
        if self.ping is not None:
            return self.ping(asked)
        return answers.published(clients, [each.function for each in asked], now)


def _is_pinged(about: About) -> bool:
    """Is it there, awake, and warmed by pings at all?"""
    state = about.state
    if isinstance(state, Outcome):
        return False
    return state.state in {None, "Active"} and not state.managed and not about.provisioned


def _accounts(
    calendar: Calendar, sites: Mapping[Place, Site], clients: Clients, now: datetime
) -> dict[Site, Account]:
    """Each account once, from the first place in it; only what its targets need is asked."""
    throughput, functions = Throughput(clients), Functions(clients)
    found = {}
    for where, targets in grouped(calendar.targets.values(), lambda t: sites[t.place]).items():
        place, account = targets[0].place, Account()
        if any(isinstance(target, TableTarget) for target in targets):
            quotas, used = throughput.quotas(place, where), throughput.used(place, where, now)
            account = replace(account, quotas=quotas, used=used)
        if any(isinstance(target, FunctionTarget) for target in targets):
            account = replace(account, unreserved=functions.unreserved(place, where))
        found[where] = account
    return found


def _parts(
    scaled: Iterable[Dimension], throughput: Throughput
) -> dict[Resource, Mapping[Part, int]]:
    """Of the tables that can be read: what fails here failed before, and is told by that."""
    tables = {each.group for each in scaled if each.service == "dynamodb"}
    read = {table: throughput.parts(table) for table in sorted(tables, key=str)}
    return {table: parts for table, parts in read.items() if not isinstance(parts, Outcome)}


def _functions(calendar: Calendar, functions: Functions) -> dict[FunctionRef, About]:
    named = {
        FunctionRef(target.function, target.qualifier, target.place)
        for target in calendar.targets.values()
        if isinstance(target, FunctionTarget)
    }
    return {each: functions.about(each) for each in sorted(named, key=lambda each: each.label)}
