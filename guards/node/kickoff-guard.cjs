"use strict";

/**
 * Answers kickoff's pings, so that they warm a function without reaching its business code.
 *
 * Copy this file beside your handler, or use it as a layer, and wrap the handler, be it async,
 * with a callback, or streaming its response:
 *
 *     import { warmed } from "./kickoff-guard.cjs"; // or: const { warmed } = require(...)
 *
 *     export const handler = warmed(async (event, context) => { ... });
 */

const { randomUUID } = require("crypto");

// Whatever a payload says, a container is not kept from live requests for longer than this.
const LONGEST_HOLD_MS = 5_000;
// A function that times out loses its container: stop holding this long before.
const SPARE_MS = 500;

/** Wrap a Lambda handler: pings are answered here, every other event goes to it untouched. */
function warmed(handler) {
  const container = new Container();
  // A proxy, because the runtime tells async, callback and streaming handlers apart by looks.
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

/** What one execution environment knows of itself. */
class Container {
  // Nothing of its own yet: what is made at initialisation, a snapshot clones.
  id;
  served;

  /** Note an invocation; say whether it is the first. */
  enter() {
    const first = this.id === undefined;
    this.id ??= randomUUID();
    return first;
  }

  /** Note when a real request ended; one with a callback, when its handler returned. */
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

  /** Hold, then answer a ping; handlers that stream have the stream before the context. */
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

/** A promise of the same, which notes its end; `then` is called once, for some work only then. */
async function settled(result, note) {
  try {
    return await result;
  } finally {
    note();
  }
}

/** The words of an event that is exactly a ping: `{"kickoff": {"ping": "<wave id>", ...}}`. */
function pingIn(event) {
  if (typeof event?.kickoff?.ping !== "string") return undefined;
  return Object.keys(event).length === 1 ? event.kickoff : undefined;
}

/** Wait until an instant in epoch milliseconds, within the cap; return the milliseconds held. */
async function hold(until, context) {
  if (typeof until !== "number") return 0;
  const begun = Date.now();
  const remaining = context?.getRemainingTimeInMillis?.() ?? Infinity;
  const wait = Math.min(until - begun, LONGEST_HOLD_MS, remaining - SPARE_MS);
  if (!(wait > 0)) return 0; // NaN, too, is no hold
  await new Promise((resume) => setTimeout(resume, wait));
  return Math.max(0, Date.now() - begun);
}

exports.warmed = warmed;
