// Stands in for Lambda's Node runtime: loads the handler, and calls it as often as CALLS says.

import { resolve } from "node:path";

const name = process.env._HANDLER;
const at = name.lastIndexOf(".");
const module = await import(`${resolve(process.env.LAMBDA_TASK_ROOT, name.slice(0, at))}.mjs`);
const handler = module[name.slice(at + 1)];
const calls = Number(process.env.CALLS);
const event = { order: 7 };
const began = performance.now();
for (let each = 0; each < calls; each++) await handler(event, {});
const elapsed = performance.now() - began;
const memory_mb = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ call_us: (elapsed * 1000) / Math.max(1, calls), memory_mb }));
