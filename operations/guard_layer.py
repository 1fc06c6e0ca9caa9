"""The layer that guards a function without a change of its code: who has it, and how to add it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

WRAPPER = "/opt/kickoff-guard"
_LAYERS_IN_CODE = frozenset({"PythonGuard", "NodeGuard", "JavaGuard"})
_LAYER = "AnyGuard"

ADD_THE_LAYER = f"""\
Guard a function without a change of its code: add the layer and a variable. LAYER is the output
AnyGuardLayer of kickoff's stack.

  SAM        Layers: [LAYER]
             Environment: {{Variables: {{AWS_LAMBDA_EXEC_WRAPPER: {WRAPPER}}}}}
  CDK        fn.addLayers(lambda.LayerVersion.fromLayerVersionArn(this, "KickoffGuard", LAYER));
             fn.addEnvironment("AWS_LAMBDA_EXEC_WRAPPER", "{WRAPPER}");
  Terraform  layers = [LAYER]
             environment {{ variables = {{ AWS_LAMBDA_EXEC_WRAPPER = "{WRAPPER}" }} }}

Another wrapper of the function moves to KICKOFF_EXEC_WRAPPER. Runtimes `provided` and images start
their program through the wrapper themselves: docs/guards.md.
"""


@dataclass(frozen=True, slots=True)
class GuardSettings:
    """The settings of a function that show a guard; one in its code is not visible.

    `runtime` is None for an image. `layers` are ARNs. `wrapper` is its AWS_LAMBDA_EXEC_WRAPPER.
    """

    runtime: str | None = None
    layers: tuple[str, ...] = ()
    wrapper: str | None = None

    @property
    def guarded(self) -> bool:
        """True if a layer of kickoff guards the function, or is there for its code."""
        names = {arn.split(":")[6] for arn in self.layers}
        if self.os_only and _LAYER in names:
            return True
        return self.wrapper == WRAPPER or bool(names & _LAYERS_IN_CODE)

    @property
    def os_only(self) -> bool:
        """True for a runtime that ignores wrapper scripts."""
        return (self.runtime or "").startswith("provided")


def missing_guards(functions: Mapping[str, GuardSettings]) -> str:
    """Return the functions without a visible guard and how to add the layer; empty if none."""
    bare = {name: each for name, each in functions.items() if not each.guarded}
    if not bare:
        return ""
    head = f"No guard in the settings of: {', '.join(bare)}.\n"
    head += (
        "If the guard is in their code, there is nothing to do. Otherwise pings reach their code.\n"
    )
    return head + "\n" + ADD_THE_LAYER + "".join(_notes(bare))


def _notes(functions: Mapping[str, GuardSettings]) -> Iterator[str]:
    def named(condition: Callable[[GuardSettings], bool]) -> str:
        return ", ".join(name for name, each in functions.items() if condition(each))

    for name, each in functions.items():
        if each.wrapper:
            yield f"  {name}: set KICKOFF_EXEC_WRAPPER to {each.wrapper}\n"
    if names := named(lambda each: each.os_only):
        yield f"  {names}: the runtime ignores AWS_LAMBDA_EXEC_WRAPPER\n"
    if names := named(lambda each: each.runtime is None):
        yield f"  {names}: an image has no layers; copy the layer's files into it\n"
