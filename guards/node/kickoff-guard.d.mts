/**
 * Wrap a Lambda handler. The guard answers kickoff's pings; other events reach the handler unchanged.
 *
 * `prime(context)` runs once in each container, at its first ping, before the answer. It may be async.
 * Its failure is logged and reported in the answer, never thrown.
 */
export declare function warmed<Handler extends (...args: never[]) => unknown>(
  handler: Handler,
  options?: { prime?: (context: any) => unknown },
): Handler;
