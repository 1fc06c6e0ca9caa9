"""The links of a fixture's chain: each dimension that it demands, with its evidence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kickoff.outcome import Outcome
from kickoff.timeline import Fixture, Key
from operations.preflight.facts import AccountFacts
from operations.preflight.readiness.capacity import CapacityLink, capacity_evidence
from operations.preflight.readiness.containers import ContainerLink, container_evidence
from operations.preflight.readiness.evidence import Evidence, EvidenceState
from operations.preflight.readiness.inputs import ReadinessInput
from operations.preflight.readiness.needs import LevelNeed, fixture_needs
from prescaler.model import DecisionInput
from prescaler.plan.desired_states import desired_states
from prescaler.plan.ownership import is_drift
from prescaler.plan.released import released_fixtures, without_released
from prescaler.resources.registry import KINDS
from warmer.model import Warming
from warmer.plan.ping_format import names_container
from warmer.plan.schedule import desired

Needs = Mapping[Key, tuple[LevelNeed, ...]]


@dataclass(frozen=True, slots=True)
class Links:
    """The chain of a fixture: its dimensions of capacity, and its functions that pings warm."""

    capacities: tuple[CapacityLink, ...]
    containers: tuple[ContainerLink, ...]


def needed_levels(inputs: ReadinessInput, fixture: Fixture) -> Needs:
    """Return the levels of each dimension that the fixture demands, in its window.

    Other fixtures count as the prescaler counts them, without those that a person released.
    """
    released = released_fixtures(KINDS.dimensions(inputs.calendar), inputs.stack.leases)
    own = fixture.name, fixture.kickoff
    others = {each: keys for each, keys in released.items() if each != own}
    return fixture_needs(without_released(inputs.calendar, others), fixture, inputs.now)


def fixture_links(inputs: ReadinessInput, fixture: Fixture, needs: Needs) -> Links:
    """Return the links of each dimension that a kind of capacity covers."""
    return Links(
        tuple(_capacities(inputs, fixture, needs)), tuple(_containers(inputs, fixture, needs))
    )


def link_evidence(inputs: ReadinessInput, links: Links, needs: Needs) -> list[Evidence]:
    """Return the evidence of each dimension. A dimension that no kind covers is unknown."""
    now, zone = inputs.now, inputs.zone
    found = [
        *(capacity_evidence(each, now, zone) for each in links.capacities),
        *(container_evidence(each, now, zone) for each in links.containers),
    ]
    known = {each.subject for each in found}
    unknown = (name for name in map(".".join, needs) if name not in known)
    return [*found, *map(_unknown, unknown)]


def _unknown(subject: str) -> Evidence:
    """Return the evidence of a dimension that no kind of capacity of this version knows."""
    found = "this kickoff cannot read this capacity"
    return Evidence(subject, EvidenceState.UNKNOWN, found, "upgrade this kickoff")


def _capacities(inputs: ReadinessInput, fixture: Fixture, needs: Needs) -> Iterator[CapacityLink]:
    """Yield each dimension of a kind of capacity."""
    for key, dimension in KINDS.dimensions(inputs.calendar).items():
        if key not in needs or dimension not in inputs.account.observed:
            continue
        observed = inputs.account.observed[dimension]
        companion = observed.kind.companion(dimension)
        others = needs.get(companion, ()) if companion else ()
        yield CapacityLink(
            fixture,
            dimension,
            needs[key],
            observed,
            lease=inputs.stack.leases.of(dimension),
            ended=inputs.stack.leases.ended.get(dimension.lease_id),
            beside=max((each.level for each in others), default=None),
            observes=inputs.calendar.observes(key.target),
        )


def _containers(inputs: ReadinessInput, fixture: Fixture, needs: Needs) -> Iterator[ContainerLink]:
    """Yield each function that pings keep warm."""
    for warm, warming in desired(inputs.calendar, inputs.now):
        key = Key(warming.target, "warm")
        if key not in needs:
            continue
        function = warming.function
        yield ContainerLink(
            fixture,
            warming.target,
            needs[key],
            warm.every,
            wave=inputs.stack.waves.get(function),
            unproven=inputs.stack.unproven.get(function, ()),
            provisioned=_provisioned(inputs.account, warming),
            counted=names_container(warming.ping_format),
            observes=inputs.calendar.observes(warming.target),
        )


def _provisioned(account: AccountFacts, warming: Warming) -> int:
    """Return the provisioned environments that serve a function now; 0 where that is unknown."""
    found = account.functions.get(warming.function)
    if found is None or isinstance(found.state, Outcome):
        return 0
    return found.state.provisioned.available


def drift_evidence(inputs: ReadinessInput, needs: Needs) -> Iterator[Evidence]:
    """Yield the minimums of the fixture's dimensions that somebody else set."""
    states = desired_states(KINDS, inputs.calendar, inputs.now)
    for dimension, state in states.items():
        observed = inputs.account.observed.get(dimension)
        if dimension.key not in needs or observed is None:
            continue
        lease, live = inputs.stack.leases.of(dimension), observed.limits
        if isinstance(live, Outcome) or isinstance(lease, Outcome):
            continue
        if is_drift(DecisionInput(dimension, state, lease, observed), live):
            found = f"somebody else set the minimum to {live.minimum:,}"
            yield Evidence(".".join(dimension.key), EvidenceState.NOTE, found)
