"use strict";

/**
 * A guard answers kickoff's pings: they warm a function and never reach its business code.
 *
 * Copy this file beside your handler, or use it as a layer, and wrap the handler. It may be async,
 * take a callback, or stream its response:
 *
 *     import { warmed } from "./kickoff-guard.cjs"; // or: const { warmed } = require(...)
 *
 *     export const handler = warmed(async (event, context) => { ... });
 */

const { randomUUID } = require("crypto");

// The longest hold, whatever a ping says: a held container serves no live request.
const LONGEST_HOLD_MS = 5_000;
// A hold ends this long before the function's timeout, which would end the container.
const SPARE_MS = 500;

/** Wrap a Lambda handler. The guard answers pings; other events reach the handler unchanged. */
function warmed(handler) {
  const container = new Container();
  // A proxy keeps the properties by which the runtime detects callback and streaming handlers.
  return new Proxy(handler, {
    apply(business, self, args) {
      const first = container.enter();
      const ping = pingIn(args[0]);
      return ping === undefined
        ? container.serve(() => Reflect.apply(business, self, args))
        : container.answer(first, ping, args[1], args[2]);
    },
  });
}

/** The state of one execution environment. */
class Container {
  // Empty until the first invocation: a snapshot clones the memory from before it.
  id;
  served;

  /** Record an invocation; return true for the first. */
  enter() {
    const first = this.id === undefined;
    this.id ??= randomUUID();
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

  /** Hold, then answer a ping. A streaming handler gets the stream before the context. */
  async answer(first, ping, second, third) {
    const streams = typeof second?.end === "function";
    const words = {
      container: this.id,
      first,
      init: process.env.AWS_LAMBDA_INITIALIZATION_TYPE ?? "on-demand",
      idle_ms: this.served === undefined ? null : Math.max(0, Date.now() - this.served),
      held_ms: await hold(ping.hold_until, streams ? third : second),
    };
    if (!streams) return { kickoff: words };
    second.end(JSON.stringify({ kickoff: words }));
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

/** Return the fields of a ping, `{"kickoff": {"ping": "<wave id>", ...}}`, or undefined. */
function pingIn(event) {
  if (typeof event?.kickoff?.ping !== "string") return undefined;
  return Object.keys(event).length === 1 ? event.kickoff : undefined;
}

/** Wait until an instant in epoch ms, at most LONGEST_HOLD_MS; return the time held in ms. */
async function hold(until, context) {
  if (typeof until !== "number") return 0;
  const begun = Date.now();
  const remaining = context?.getRemainingTimeInMillis?.() ?? Infinity;
  const wait = Math.min(until - begun, LONGEST_HOLD_MS, remaining - SPARE_MS);
  if (!(wait > 0)) return 0; // true for NaN as well
  await new Promise((resume) => setTimeout(resume, wait));
  return Math.max(0, Date.now() - begun);
}

exports.warmed = warmed;
