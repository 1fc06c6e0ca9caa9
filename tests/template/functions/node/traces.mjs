// Traces a function with OpenTelemetry's packages, and prints each span. PACKAGES is their folder.

import { createRequire } from "node:module";

const require = createRequire(`${process.env.PACKAGES}/`);
const { registerInstrumentations } = require("@opentelemetry/instrumentation");
const { AwsLambdaInstrumentation } = require("@opentelemetry/instrumentation-aws-lambda");
const { NodeTracerProvider, SimpleSpanProcessor } = require("@opentelemetry/sdk-trace-node");

const exporter = {
  export(spans, done) {
    for (const { name } of spans) console.log(`span of ${name}`);
    done({ code: 0 });
  },
  shutdown: async () => {},
};
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
provider.register();
registerInstrumentations({
  tracerProvider: provider,
  instrumentations: [new AwsLambdaInstrumentation()],
});
