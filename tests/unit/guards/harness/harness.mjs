// Drives the Node guard: reads one step a line on standard input, writes its result as a line.

import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const randomUUID = crypto.randomUUID.bind(crypto);
let made = 0;
crypto.randomUUID = () => {
  made += 1;
  return randomUUID();
};
const { warmed } = await import("../../../../guards/node/kickoff-guard.mjs");
const STREAMING = Symbol.for("aws.lambda.runtime.handler.streaming");
const real = { now: Date.now, setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };
const clock = { now: 0, naps: [] };
let reached = [];
let primed = [];
let logged = [];
console.error = (...words) => logged.push(words.map(String).join(" "));

/** A clock that moves only in sleep and by the `passes` of a step. */
function bend() {
  clock.now = 1_796_473_200_000;
  Date.now = () => clock.now;
  globalThis.setTimeout = (resume, wait) =>
    setImmediate(() => {
      clock.naps.push(wait);
      clock.now += wait;
      resume();
    });
  globalThis.clearTimeout = clearImmediate;
}

function unbend() {
  Date.now = real.now;
  globalThis.setTimeout = real.setTimeout;
  globalThis.clearTimeout = real.clearTimeout;
}

function business(self, args) {
  reached.push({ event: args[0], self, args });
  clock.now += args[0]?.takes ?? 0;
  if (args[0]?.fail) throw new Error(args[0].fail);
  return { served: args[0] };
}

async function prime(kind, context) {
  if (kind === "hangs") await new Promise(() => {});
  if (kind === "fails") throw new Error('no "route" to\nthe database');
  if (kind === "slow") await new Promise((resume) => real.setTimeout(resume, 100));
  clock.now += 300;
  primed.push(context);
}

const HANDLERS = {
  async: async function pricing(event, context) {
    await null;
    return business(this, [...arguments]);
  },
  callback: function pricing(event, context, callback) {
    try {
      const result = business(this, [...arguments]);
      setImmediate(() => callback(null, result));
    } catch (error) {
      setImmediate(() => callback(error));
    }
  },
  streaming: Object.assign(
    async function pricing(event, stream, context) {
      stream.end(JSON.stringify(business(this, [...arguments])));
    },
    { [STREAMING]: "response" },
  ),
};

/** Call a handler as the runtime does, by its streaming mark; return the arguments and the answer. */
function invoke(handler, self, event, context) {
  if (handler[STREAMING] === "response") {
    const written = [];
    const args = [event, { end: (text) => written.push(text) }, context];
    return [args, Reflect.apply(handler, self, args).then(() => JSON.parse(written.join("")))];
  }
  let callback;
  const called = new Promise((answer, fail) => {
    callback = (error, result) => (error ? fail(error) : answer(result));
  });
  const args = [event, context, callback];
  const result = Reflect.apply(handler, self, args);
  return [args, typeof result?.then === "function" ? result : called];
}

async function step(handler, said) {
  clock.now += said.passes;
  clock.naps = [];
  [reached, primed, logged] = [[], [], []];
  const context = said.remaining === null ? {} : { getRemainingTimeInMillis: () => said.remaining };
  const self = { handler };
  const [args, answering] = invoke(handler, self, said.event, context);
  const [answer, error] = await answering.then(
    (answer) => [answer, null],
    (error) => [null, error.message],
  );
  const same = (call) => call.self === self && call.args.every((each, at) => each === args[at]);
  return {
    answer,
    error,
    reached: reached.map((call) => call.event),
    untouched: reached.every((call) => same(call) && call.args.length === args.length),
    naps: clock.naps,
    primed: primed.map((each) => each === context),
    logged: logged.join(""),
  };
}

/** Return the properties that the runtime reads before it calls a handler. */
function looks(handler) {
  const { name, length, constructor } = handler;
  return { name, length, kind: constructor.name, streaming: handler[STREAMING] ?? null };
}

/** Count the container names made after wrapping a handler, an event, a ping, and a ping. */
async function names() {
  const before = made;
  const handler = warmed(HANDLERS.async);
  const counts = [made - before];
  const ping = { kickoff: { ping: "w" } };
  for (const event of [{ order: 7 }, ping, ping]) {
    await handler(event, {});
    counts.push(made - before);
  }
  return counts;
}

/** Count the runs of a handler's answer that starts its work when `then` is called. */
async function lazily() {
  let begun = 0;
  const query = { then: (resolve) => resolve(++begun) };
  await warmed(() => query)({ order: 7 }, {});
  return begun;
}

/** Call a method of a handler that returns the handler, as middy's do; return what it returned. */
function chains() {
  const handler = async () => "served";
  handler.use = function use(more) {
    handler.used = [this === guarded, more];
    return handler;
  };
  Object.defineProperty(handler, "fixed", { value: () => handler });
  handler.other = () => "another value";
  handler.Type = class {};
  const guarded = warmed(handler);
  return {
    same: guarded.use(7) === guarded,
    used: guarded.used,
    name: guarded.use.name,
    fixed: guarded.fixed() === handler,
    other: guarded.other(),
    made: new guarded.Type() instanceof handler.Type,
    bound: typeof guarded.bind(null),
  };
}

/** Wrap a handler before it is marked as streaming, in the order of the runtime's decorator. */
async function streamedLast() {
  const handler = warmed(async (event, stream) => stream.end("{}"));
  handler[STREAMING] = "response";
  return invoke(handler, null, { kickoff: { ping: "w" } }, {})[1];
}

function failsAtOnce() {
  try {
    warmed(() => {
      throw new Error("at once");
    })({ order: 7 }, {});
  } catch (error) {
    return error.message;
  }
}

const require = createRequire(import.meta.url);
const QUESTIONS = {
  looks: () => Object.entries(HANDLERS).map(([form, each]) => [form, looks(each), looks(warmed(each))]),
  required: () => typeof require("../../../../guards/node/kickoff-guard.cjs").warmed,
  names,
  lazily,
  chains,
  streamedLast,
  failsAtOnce,
  plain: () => warmed((event) => event)(7),
  together: async () => {
    const handler = warmed(HANDLERS.async);
    return Promise.all(Array.from({ length: 8 }, () => handler({ kickoff: { ping: "w" } }, {})));
  },
};

let handler;
for await (const line of createInterface({ input: process.stdin })) {
  const said = JSON.parse(line);
  if (said.guard) {
    said.real ? unbend() : bend();
    const given = said.prime && { prime: (context) => prime(said.prime, context) };
    handler = given ? warmed(HANDLERS[said.guard], given) : warmed(HANDLERS[said.guard]);
  }
  const told = said.ask ? await QUESTIONS[said.ask]() : await step(handler, said);
  process.stdout.write(JSON.stringify(told) + "\n");
}
