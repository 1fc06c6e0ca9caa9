// Drives guards in use, from npm: an event a line on standard input, what came of it after.

import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const packages = process.argv[2];
const require = createRequire(`${packages}/`);
let naps = [];
let reached = [];
console.log = () => {};
globalThis.setTimeout = (resume, wait) => {
  naps.push(wait);
  setImmediate(resume);
};

async function business(event) {
  reached.push(event);
  return { served: event };
}

const GUARDED = {
  // As its documentation has it. To send pings on it would require an SDK that is not there.
  "lambda-warmer": async () => {
    const warmer = require("./lambda-warmer");
    return async (event, context) => ((await warmer(event, {}, context)) ? "warmed" : business(event));
  },
  // What of a built server answers pings, and the name its start gives the container.
  "open-next": async () => {
    globalThis.serverId = "x7f3qz";
    const file = `${packages}/@opennextjs/aws/dist/overrides/wrappers/aws-lambda.js`;
    const { wrapper } = (await import(pathToFileURL(file))).default;
    return wrapper(business, { convertFrom: (event) => event, convertTo: (answer) => answer });
  },
  thundra: async () => {
    const guard = require("./@thundra/warmup")();
    const guarded = guard((event, context, callback) => business(event).then((a) => callback(null, a)));
    return (event, context) =>
      new Promise((answer) => guarded(event, context, (error, result) => answer(result ?? null)));
  },
};

/** What the function that the plugin generates invokes another with. */
async function pluginWarmup() {
  const { createWarmUpFunctionArtifact } = require("./serverless-plugin-warmup/src/warmer.js");
  const folder = mkdtempSync(join(tmpdir(), "warmup-"));
  const sdk = join(folder, "node_modules/@aws-sdk/client-lambda");
  mkdirSync(sdk, { recursive: true });
  writeFileSync(join(sdk, "package.json"), '{"type": "module", "main": "index.js"}');
  writeFileSync(
    join(sdk, "index.js"),
    `export class InvokeCommand { constructor(input) { this.input = input; } }
     export class LambdaClient { send(command) { globalThis.sent.push(command.input); } }`,
  );
  globalThis.sent = [];
  const payload = JSON.stringify({ source: "serverless-plugin-warmup" }); // its config.js' default
  const functions = [{ name: "pricing", config: { concurrency: 2, alias: "live", payload } }];
  await createWarmUpFunctionArtifact(functions, false, false, "eu-west-1", folder);
  await (await import(pathToFileURL(join(folder, "index.mjs")))).warmUp({}, {});
  return globalThis.sent;
}

for await (const line of createInterface({ input: process.stdin })) {
  const { guard, event } = JSON.parse(line);
  [naps, reached] = [[], []];
  const told =
    guard === "serverless-plugin-warmup"
      ? await pluginWarmup()
      : { answer: (await (await GUARDED[guard]())(event, {})) ?? null, naps, reached, sent: [] };
  process.stdout.write(JSON.stringify(told) + "\n");
}
