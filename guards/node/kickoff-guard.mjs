/**
 * A guard answers kickoff's pings: they warm a function and never reach its business code.
 *
 * Copy this file beside your handler, or use it as a layer, and wrap the handler. It may be async,
 * take a callback, or stream its response:
 *
 *     import { warmed } from "./kickoff-guard.mjs"; // or: require("./kickoff-guard.cjs")
 *
 *     export const handler = warmed(async (event, context) => { ... });
 *
 * `warmed(handler, { prime })` also calls `prime(context)` once in each container, at its first ping.
 */

// The longest hold, whatever a ping says: a held container serves no live request.
const LONGEST_HOLD_MS = 5_000;
// The longest wait for a prime. The warmer waits 25 s for an answer, a start included.
const LONGEST_PRIME_MS = 10_000;
// A ping is answered this long before the function's timeout, which would end the container.
const SPARE_MS = 500;
// The most characters of a prime's failure in an answer.
const MOST_CHARACTERS = 200;

/** Wrap a Lambda handler. The guard answers pings; other events reach the handler unchanged. */
function warmed(handler, { prime } = {}) {
  const container = new Container(prime);
  // A proxy keeps the properties by which the runtime detects callback and streaming handlers.
  const guarded = new Proxy(handler, {
    apply(business, self, args) {
      const first = container.enter();
      const ping = pingIn(args[0]);
      return ping === undefined
        ? container.serve(() => Reflect.apply(business, self, args))
        : container.answer(first, ping, args[1], args[2]);
    },
    get(business, key, receiver) {
      const value = Reflect.get(business, key, receiver);
      return isOwnMethod(business, key, value) ? chained(value) : value;
    },
  });
  /** Wrap a method such as middy's `use`, which returns its handler: it returns the guarded one. */
  const chained = (method) =>
    new Proxy(method, {
      apply(called, self, args) {
        const result = Reflect.apply(called, self, args);
        return result === handler ? guarded : result;
      },
    });
  return guarded;
}

/** The state of one execution environment. */
class Container {
  entered = false;
  id;
  served;

  constructor(prime) {
    this.prime = prime;
  }

  /** Record an invocation; return true for the first. */
  enter() {
    const first = !this.entered;
    this.entered = true;
    return first;
  }

  /** Run business code and record its end. With a callback, that is when the handler returns. */
  serve(business) {
    const note = () => (this.served = Date.now());
    let result;
    try {
      result = business();
    } finally {
      note();
    }
    return typeof result?.then === "function" ? settled(result, note) : result;
  }

  /** Prime, hold, then answer a ping. A streaming handler gets the stream before the context. */
  async answer(first, ping, second, third) {
    const begun = Date.now();
    const streams = typeof second?.end === "function";
    const context = streams ? third : second;
    const left = (context?.getRemainingTimeInMillis?.() ?? Infinity) - SPARE_MS;
    this.id ??= newName();
    const words = {
      container: this.id,
      first,
      init: process.env.AWS_LAMBDA_INITIALIZATION_TYPE ?? "on-demand",
      idle_ms: this.served === undefined ? null : Math.max(0, begun - this.served),
    };
    const failure = await this.#runPrime(context, Math.min(LONGEST_PRIME_MS, left));
    if (failure !== undefined) words.prime_error = failure;
    words.held_ms = await hold(begun, ping.hold_until, left);
    if (!streams) return { kickoff: words };
    // Else the runtime waits for open connections and timers before it takes the next event.
    Reflect.set(context ?? {}, "callbackWaitsForEmptyEventLoop", false);
    second.end(JSON.stringify({ kickoff: words }));
  }

  /** Run the prime, once in this container. Return its failure in words. */
  async #runPrime(context, limit) {
    const { prime } = this;
    if (prime === undefined) return undefined;
    this.prime = undefined;
    let timer;
    const tooLate = new Promise((_, fail) => {
      timer = setTimeout(() => fail(new Error(`still running after ${limit} ms`)), limit);
    });
    try {
      await Promise.race([(async () => prime(context))(), tooLate]);
    } catch (error) {
      console.error("kickoff: prime failed:", error);
      return String(error).slice(0, MOST_CHARACTERS);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Return a promise that records its end. It calls `then` once: each call may repeat the work. */
async function settled(result, note) {
  try {
    return await result;
  } finally {
    note();
  }
}

/** Return true for a method that a handler itself has, and that a proxy may replace. */
function isOwnMethod(handler, key, value) {
  return typeof value === "function" && !!Object.getOwnPropertyDescriptor(handler, key)?.configurable;
}

/** Return a random name. No import: a bundler may not allow it. Node 18 has no global `crypto`. */
function newName() {
  return globalThis.crypto?.randomUUID() ?? `${Date.now()}-${Math.random()}`;
}

/** Return the fields of a ping, `{"kickoff": {"ping": "<wave id>", ...}}`, or undefined. */
function pingIn(event) {
  if (typeof event?.kickoff?.ping !== "string") return undefined;
  return Object.keys(event).length === 1 ? event.kickoff : undefined;
}

/** Wait until an instant in epoch ms; return the time held since `begun` in ms. */
async function hold(begun, until, left) {
  if (typeof until !== "number") return 0;
  const wait = Math.min(until - begun, LONGEST_HOLD_MS, left);
  if (!(wait > 0)) return 0; // true for NaN as well
  const rest = wait - (Date.now() - begun);
  if (rest > 0) await new Promise((resume) => setTimeout(resume, rest));
  return Math.max(0, Math.min(Math.floor(wait), Date.now() - begun));
}

export { warmed };
