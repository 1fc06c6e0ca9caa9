"""Functions whose settings show no guard, and how to add the layer."""

import pytest

from operations.guard_layer import ADD_THE_LAYER, WRAPPER, GuardSettings, missing_guards
from tests.template.model import ROOT

ARN = "arn:aws:lambda:eu-west-1:123456789012:layer:{}:3"


def layers(*names: str) -> tuple[str, ...]:
    return tuple(ARN.format(name) for name in names)


@pytest.mark.parametrize(
    "settings",
    [
        GuardSettings("python3.13", layers("AnyGuard"), WRAPPER),
        GuardSettings("java21", layers("powertools", "JavaGuard")),
        GuardSettings("nodejs22.x", layers("NodeGuard")),
        GuardSettings("provided.al2023", layers("AnyGuard")),
        GuardSettings(None, (), WRAPPER),
    ],
    ids=str,
)
def test_a_layer_or_the_wrapper_shows_a_guard(settings: GuardSettings) -> None:
    assert settings.guarded
    assert missing_guards({"pricing": settings}) == ""


@pytest.mark.parametrize(
    "settings",
    [
        GuardSettings("python3.13"),
        GuardSettings("python3.13", layers("AnyGuard")),
        GuardSettings("ruby3.4", (), "/opt/otel-handler"),
        GuardSettings("provided.al2023", layers("other"), "/opt/other"),
    ],
    ids=str,
)
def test_other_settings_show_none(settings: GuardSettings) -> None:
    told = missing_guards({"pricing": settings, "odds": GuardSettings(None, (), WRAPPER)})
    assert told.startswith("No guard in the settings of: pricing.\n")
    assert ADD_THE_LAYER in told


def test_each_function_is_listed_with_its_further_needs() -> None:
    told = missing_guards(
        {
            "traced": GuardSettings("ruby3.4", (), "/opt/otel-handler"),
            "rust": GuardSettings("provided.al2023"),
            "image": GuardSettings(),
        }
    )
    assert "  traced: set KICKOFF_EXEC_WRAPPER to /opt/otel-handler\n" in told
    assert "  rust: the runtime ignores AWS_LAMBDA_EXEC_WRAPPER\n" in told
    assert "  image: an image has no layers; copy the layer's files into it\n" in told


def test_the_named_output_and_script_are_those_of_the_layer() -> None:
    template = (ROOT / "template.yaml").read_text()
    assert "\n  AnyGuardLayer:\n" in template
    assert WRAPPER in template
    assert (ROOT / "guards" / "wrapper" / WRAPPER.removeprefix("/opt/")).exists()
