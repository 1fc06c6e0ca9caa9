"""Targets of services under auto scaling: short forms, and any scalable target by its names."""

import pytest

from kickoff.calendar import ConfigError
from kickoff.timeline import Key
from tests.unit.kickoff.conftest import Loaded

FORMS = """
version: 1
targets:
  web: {ecs: prod/web, tasks: {baseline: 0, max: 60}}
  ledger: {aurora: ledger, replicas: {baseline: 1, max: 8}}
  odds: {elasticache: odds, shards: {baseline: 2, max: 10}, replicas: {baseline: 1, max: 5}}
  bets: {keyspaces: betting/bets, read: {baseline: 5, max: 9}, write: {baseline: 20, max: 2000}}
  model: {sagemaker: Odds/AllTraffic, instances: {baseline: 1, max: 6}}
  fleet: {scalable: FLEET, capacity: {baseline: 1, max: 9}}
profiles:
  final:
    lasts: 2h
    demand:
      web: {tasks: 30}
      odds: {shards: 4, replicas: 2}
      fleet: {capacity: 5}
"""
FLEET = (
    "{namespace: appstream, resource: fleet/traders, dimension: 'appstream:fleet:DesiredCapacity'}"
)


def test_each_short_form_has_its_levels(loaded: Loaded) -> None:
    bounds = loaded(FORMS.replace("FLEET", FLEET)).bounds
    assert set(bounds) == {
        Key("web", "tasks"),
        Key("ledger", "replicas"),
        Key("odds", "shards"),
        Key("odds", "replicas"),
        Key("bets", "read"),
        Key("bets", "write"),
        Key("model", "instances"),
        Key("fleet", "capacity"),
    }
    assert bounds[Key("web", "tasks")].baseline == 0


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ("prod/web", "web", "targets.web.ecs: got 'web'"),
        ("tasks: {baseline: 0, max: 60}", "arm: true", "something with a level: tasks"),
        ("tasks: {baseline: 0", "task: {baseline: 0", "did you mean 'tasks'?"),
        ("web: {tasks: 30}", "web: {replicas: 30}", "'web' has no dimension 'replicas'"),
        (
            "aurora: ledger,",
            "aurora: ledger, demand: auto,",
            "tables and functions alone is learned",
        ),
        (
            "ledger: {aurora: ledger",
            "ledger: {ecs: prod/web, aurora: ledger",
            "one resource by its key",
        ),
        (
            "model: {sagemaker",
            "twin: {ecs: prod/web, tasks: {baseline: 1, max: 2}}\n  model: {sagemaker",
            "the same ecs as the target 'web'",
        ),
        (
            FLEET,
            "{namespace: kafka, resource: a, dimension: 'kafka:broker-storage:VolumeSize'}",
            "capacity that can be lowered again; storage of MSK brokers cannot",
        ),
        (
            FLEET,
            "{namespace: dynamodb, resource: a, dimension: 'dynamodb:table:ReadCapacityUnits'}",
            "a target with the key table for dynamodb",
        ),
        (
            "fleet:DesiredCapacity",
            "fleet:DesiredCapacit",
            "did you mean 'appstream:fleet:DesiredCapacity'?",
        ),
        ("namespace: appstream", "namespace: ecs", "got ecs; accepted: the namespace of appstream"),
    ],
)
def test_a_wrong_form_names_what_is_accepted(
    loaded: Loaded, written: str, instead: str, said: str
) -> None:
    text = FORMS.replace("FLEET", FLEET)
    assert written in text
    with pytest.raises(ConfigError) as found:
        loaded(text.replace(written, instead))
    assert said in str(found.value)
