"""The daily function: one metric and one log line, even if reads fail."""

import os
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from kickoff.calendar import ConfigError
from operations.preflight.handler import handler
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.faults import Fault
from simulator.lambda_runtime import EmfValue, HandlerOutput
from tests.unit.operations.preflight.account import Account, add_prices
from tests.unit.operations.preflight.calendars import CALENDAR, NOW

EVENT = {"scheduled_time": "2026-11-23T09:00:12Z"}
DIMENSIONS = {"Service": "preflight"}


@pytest.fixture
def deployed(account: Account) -> Path:
    """The calendar of the deployed function."""
    config = account.directory / "config.yaml"
    config.write_text(CALENDAR)
    os.environ["KICKOFF_CONFIG"] = str(config)
    return config


def invoked() -> tuple[dict[str, Any], HandlerOutput]:
    """The answer of one invocation, and what it wrote."""
    with redirect_stdout(output := HandlerOutput()):
        return handler(EVENT, None), output


@pytest.mark.usefixtures("deployed")
def test_without_findings_a_zero_is_published_and_a_line_is_logged() -> None:
    answer, output = invoked()
    assert answer == {"at": "2026-11-23T09:00:00+00:00", "findings": []}
    assert EmfValue("Findings", DIMENSIONS, 0) in output.metrics
    assert EmfValue("Tick", DIMENSIONS, 1) in output.metrics
    [line] = output.logs
    assert (line["level"], line["findings"], line["first"]) == ("INFO", 0, [])


@pytest.mark.usefixtures("deployed")
def test_findings_are_counted_returned_and_logged_in_one_line(account: Account) -> None:
    account.cloud = Cloud(Clock(NOW))
    add_prices(account.cloud, read_max=1000)
    account.cloud.add_function("pricing")
    account.cloud.faults.stand(
        lambda call: call.operation == "dynamodb.DescribeLimits", Fault.DENIED
    )
    answer, output = invoked()
    assert EmfValue("Findings", DIMENSIONS, 2) in output.metrics
    assert EmfValue("FindingsSoon", DIMENSIONS, 0) in output.metrics  # harm in five days
    [line] = output.logs
    assert (line["level"], line["findings"]) == ("WARNING", 2)
    assert line["first"] == answer["findings"]
    assert line["first"][1] == {
        "code": "max_too_low",
        "subject": "prices.read",
        "what": "MaxCapacity 1000 is below the 2400 needed by Cup final",
        "do": "raise it, or set over_max: raise on the target",
        "due": "2026-11-28T12:10:00+00:00",
        "left": "5 d 3 h",
        "fixture": "Leeds v Derby",
        "kickoff": "2026-11-28T12:30:00+00:00",
        "fixtures": 2,
    }
    assert line["first"][0]["code"] == "unread"


@pytest.mark.usefixtures("deployed")
def test_the_applications_roles_come_from_the_environment(account: Account) -> None:
    role = "arn:aws:iam::123456789012:role/warmer"
    os.environ["KICKOFF_WARMER_ROLE"] = role
    account.identity.denied = {(role, "lambda:InvokeFunction")}
    answer, output = invoked()
    [found] = answer["findings"]
    assert found["what"].startswith("role/warmer may not lambda:InvokeFunction")
    assert EmfValue("Findings", DIMENSIONS, 1) in output.metrics
    assert EmfValue("FindingsSoon", DIMENSIONS, 1) in output.metrics  # the baseline is pinged now


def test_without_any_calendar_the_invocation_fails(deployed: Path) -> None:
    deployed.unlink()
    with redirect_stdout(output := HandlerOutput()), pytest.raises(ConfigError):
        handler(EVENT, None)
    assert EmfValue("ConfigBroken", DIMENSIONS, 1) in output.metrics
