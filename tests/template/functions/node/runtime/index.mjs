// Starts AWS's runtime client as /var/runtime/index.mjs of Lambda does. RUNTIME_CLIENT is its module.

const { run } = await import(process.env.RUNTIME_CLIENT);
await run?.(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER); // version 4 runs when imported
