// Functions whose timer and connection stay open, as those of a database client do.

import { connect } from "node:net";
import { warmed } from "../../../../../guards/node/kickoff-guard.mjs";

setInterval(() => {}, 60_000);

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const prime = () => new Promise((open) => connect(port, host, open));
const streamed = { [Symbol.for("aws.lambda.runtime.handler.streaming")]: "response" };

export const promise = warmed(async (event) => ({ served: event }), { prime });

export const callback = warmed(
  (event, context, callback) => {
    context.callbackWaitsForEmptyEventLoop = false;
    callback(null, { served: event });
  },
  { prime },
);

export const streaming = warmed(
  Object.assign(async (event, stream, context) => {
    context.callbackWaitsForEmptyEventLoop = false;
    stream.end(JSON.stringify({ served: event }));
  }, streamed),
  { prime },
);
