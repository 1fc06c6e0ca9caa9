"""The Node guard with real packages: AWS's runtime client, bundlers, TypeScript, middy."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.unit.guards.packages import installed, packed
from tests.unit.guards.runtimes import GUARDS, HERE, Runtime, running

# Version 3 is in Lambda's Node 20 and 22, version 4 in Node 24: there are no callbacks any more.
FORMS = {
    "aws-lambda-ric@3.3.0": ("promise", "callback", "streaming"),
    "aws-lambda-ric@4.0.2": ("promise", "streaming"),
}
PACKAGES = (
    "@aws-lambda-powertools/metrics@2.36.0",
    "@middy/core@6.4.5",
    "@types/aws-lambda@8.10.164",
    "esbuild@0.28.2",
    "typescript@5.9.3",
)
PING = {"kickoff": {"ping": "w", "hold_until": 0}}


@pytest.fixture(
    params=[(client, form) for client, forms in FORMS.items() for form in forms], ids=" ".join
)
def function(request: pytest.FixtureRequest, cached: Path) -> Iterator[Runtime]:
    """A guarded function in AWS's runtime client."""
    client, form = request.param
    folder = packed(cached, [client]) / "aws-lambda-ric"
    with ExitStack() as stack:
        yield stack.enter_context(
            running(["node", HERE / "runtime" / "lambda.mjs", folder, form], {})
        )


def test_a_pinged_container_is_free_although_a_timer_and_a_connection_are_open(
    function: Runtime,
) -> None:
    """AWS's client waits for them after a streamed answer, until the function's timeout."""
    pinged = function.ask(PING)
    assert pinged["answer"]["kickoff"]["first"] is True
    assert "prime_error" not in pinged["answer"]["kickoff"]
    assert pinged["free"]
    assert function.ask({"order": 7})["answer"] == {"served": {"order": 7}}


@pytest.fixture
def project(cached: Path, tmp_path: Path) -> Path:
    """A folder with the guard's files and the packages."""
    (tmp_path / "node_modules").symlink_to(installed(cached, PACKAGES) / "node_modules")
    for file in (GUARDS / "node").iterdir():
        shutil.copy(file, tmp_path)
    return tmp_path


def node(project: Path, *command: str) -> str:
    done = subprocess.run(  # noqa: S603 (a fixed command)
        ["node", *command],  # noqa: S607 (from PATH)
        cwd=project,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def answers(project: Path, module: str, *events: object) -> list[Any]:
    """Import a module as Lambda does, and invoke its handler with each event."""
    (project / "invoke.mjs").write_text(f"""
        const {{ handler }} = await import("./{module}");
        const answers = [];
        for (const event of {json.dumps(events)}) answers.push(await handler(event, {{}}));
        console.log(JSON.stringify(answers));
    """)
    told = json.loads(node(project, "invoke.mjs"))
    assert isinstance(told, list)
    return told


IMPORTS = {
    "import mjs": 'import { warmed } from "./kickoff-guard.mjs";',
    "import cjs": 'import { warmed } from "./kickoff-guard.cjs";',
    "require cjs": 'const { warmed } = require("./kickoff-guard.cjs");',
}


@pytest.mark.parametrize("written", IMPORTS.values(), ids=IMPORTS.keys())
@pytest.mark.parametrize("bundle", ["esm", "cjs"])
def test_a_bundled_function_starts_and_is_guarded(project: Path, written: str, bundle: str) -> None:
    """With esbuild's options of `sam build`."""
    export = "exports.handler =" if "require" in written else "export const handler ="
    (project / "app.js").write_text(f"{written}\n{export} warmed(async (event) => event);")
    built = f"built.{'mjs' if bundle == 'esm' else 'cjs'}"
    options = ("--bundle", "--platform=node", "--target=es2020", "--minify")
    esbuild = ("node_modules/esbuild/bin/esbuild", "app.js", *options)
    node(project, *esbuild, f"--format={bundle}", f"--outfile={built}")
    if bundle == "esm" and "require" in written:
        built = reexported(project, built)
    ping, other = answers(project, built, PING, {"order": 7})
    assert ping["kickoff"]["container"]
    assert other == {"order": 7}


def reexported(project: Path, built: str) -> str:
    """Export the handler by name: a CommonJS source in an ES module has only a default export."""
    (project / "named.mjs").write_text(
        f'import app from "./{built}";\nexport const {{ handler }} = app;'
    )
    return "named.mjs"


def test_typescript_accepts_the_guard_in_strict_mode(project: Path) -> None:
    (project / "app.mts").write_text("""
        import middy from "@middy/core";
        import type { Context, Handler, SQSEvent, StreamifyHandler } from "aws-lambda";
        import { warmed } from "./kickoff-guard.mjs";
        import { warmed as required } from "./kickoff-guard.cjs";

        const pricing = async (event: SQSEvent, context: Context) => event.Records.length;
        export const plain: (event: SQSEvent, context: Context) => unknown = warmed(pricing);
        export const handler: Handler<SQSEvent, number> = required(pricing);
        export const primed: typeof pricing = warmed(pricing, {
          prime: async (context: Context) => context.functionName,
        });
        export const again: typeof pricing = warmed(pricing, { prime: () => 7 });
        export const chained = warmed(middy(pricing)).use({ before: () => undefined });
        const count: Promise<number> = chained({ Records: [] }, {} as Context);
        const callback: Handler<SQSEvent> = (event, context, callback) => callback(null, event);
        export const called: Handler<SQSEvent> = warmed(callback);
        declare const stream: StreamifyHandler<SQSEvent>;
        export const streaming: StreamifyHandler<SQSEvent> = warmed(stream);
        // @ts-expect-error: a handler is a function
        warmed(7);
        // @ts-expect-error: a prime is a function
        warmed(pricing, { prime: 7 });
        // @ts-expect-error: the handler keeps its own type of event
        warmed(pricing)("an order", {} as Context);
    """)
    options = ("--strict", "--noEmit", "--target", "es2022", "--module", "nodenext")
    types = ("--types", "aws-lambda", "--skipLibCheck")
    node(project, "node_modules/typescript/bin/tsc", *options, *types, "app.mts")


def test_a_guarded_middy_handler_stays_guarded_when_middleware_is_added(project: Path) -> None:
    (project / "app.mjs").write_text("""
        import middy from "@middy/core";
        import { warmed } from "./kickoff-guard.mjs";

        const step = (name) => ({ before: (request) => { request.event.steps += name; } });
        export const handler = warmed(middy().use(step("a")))
          .use(step("b"))
          .before(step("c").before)
          .handler(async (event) => ({ steps: event.steps }));
    """)
    ping, other = answers(project, "app.mjs", PING, {"steps": ""})
    assert ping["kickoff"]["container"]
    assert other == {"steps": "abc"}


ORDERS = {
    "guard outside": ("warmed(decorated(business))", [False, True, False]),
    "guard inside": ("decorated(warmed(business))", [True, False, False]),
    "guard outside, primed": (
        "warmed(decorated(business), { prime: (c) => decorated(async () => {})({}, c) })",
        [True, False, False],
    ),
}


@pytest.mark.parametrize(("order", "cold_starts"), ORDERS.values(), ids=ORDERS.keys())
def test_the_order_of_middleware_decides_who_gets_the_cold_start(
    project: Path, order: str, cold_starts: list[bool]
) -> None:
    """With Powertools: whether a ping, a request, and a request publish ColdStart."""
    (project / "app.mjs").write_text(f"""
        import middy from "@middy/core";
        import {{ Metrics }} from "@aws-lambda-powertools/metrics";
        import {{ logMetrics }} from "@aws-lambda-powertools/metrics/middleware";
        import {{ warmed }} from "./kickoff-guard.mjs";

        process.env.AWS_LAMBDA_INITIALIZATION_TYPE = "on-demand";
        const metrics = new Metrics({{ namespace: "pricing", serviceName: "pricing" }});
        const business = async (event) => event;
        const decorated = (bare) =>
          middy(bare).use(logMetrics(metrics, {{ captureColdStartMetric: true }}));
        const ordered = {order};
        const published = [];
        console.warn = () => {{}};
        const write = process.stdout.write;
        export const handler = async (event) => {{
          published.length = 0;
          process.stdout.write = (line) => published.push(line);
          const answer = await ordered(event, {{ functionName: "pricing" }});
          process.stdout.write = write;
          return [published.join("").includes("ColdStart"), "kickoff" in answer];
        }};
    """)
    told = answers(project, "app.mjs", PING, {"order": 7}, {"order": 8})
    assert [cold for cold, _ in told] == cold_starts
    assert [pinged for _, pinged in told] == [True, False, False]
