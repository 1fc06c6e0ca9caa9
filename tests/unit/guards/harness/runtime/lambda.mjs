// Stands in for Lambda: runs a function in AWS's own runtime client for Node, over the runtime API.
// Reads one event a line; writes the answer, and whether the client then asked for the next event.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const [client, form] = process.argv.slice(2);
const HERE = dirname(fileURLToPath(import.meta.url));
const PATIENCE_MS = 8_000;

/** A promise with its resolve function. */
function signal() {
  let send;
  const sent = new Promise((resolve) => (send = resolve));
  return { send, sent };
}

let asked = signal();
let answered = signal();
const server = createServer(async (request, response) => {
  if (request.url.endsWith("/next")) return asked.send(response);
  let body = "";
  for await (const chunk of request) body += chunk;
  response.writeHead(202).end("{}");
  answered.send(JSON.parse(body));
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));

const { env } = process;
const entry = ["bin/index.mjs", "index.mjs"].find((file) => existsSync(join(client, file)));
const command = ["--require", join(HERE, "native.cjs"), join(client, entry), `functions.${form}`];
const runtime = spawn(process.execPath, command, {
  cwd: HERE,
  env: {
    PATH: env.PATH,
    AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${server.address().port}`,
    LAMBDA_TASK_ROOT: HERE,
    _HANDLER: `functions.${form}`,
    AWS_LAMBDA_FUNCTION_NAME: "pricing",
    AWS_LAMBDA_FUNCTION_VERSION: "7",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
    AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/pricing",
    AWS_LAMBDA_LOG_STREAM_NAME: "2026/12/05/[7]3f2a",
  },
  stdio: ["ignore", "ignore", "inherit"],
});
runtime.on("exit", () => process.exit(1));
process.on("exit", () => runtime.kill());

for await (const line of createInterface({ input: process.stdin })) {
  const next = await asked.sent;
  [asked, answered] = [signal(), signal()];
  next
    .writeHead(200, {
      "Content-Type": "application/json",
      "Lambda-Runtime-Aws-Request-Id": "3f2a",
      "Lambda-Runtime-Deadline-Ms": String(Date.now() + 60_000),
      "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:eu-west-1:123456789012:function:pricing",
      "Lambda-Runtime-Trace-Id": "Root=1-5f-3f;Sampled=0",
    })
    .end(line);
  const answer = await answered.sent;
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, false));
  const free = await Promise.race([asked.sent.then(() => true), late]);
  process.stdout.write(JSON.stringify({ answer, free }) + "\n");
}
process.exit();
