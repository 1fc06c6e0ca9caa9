// A function without a guard that streams its answer.

export const handler = awslambda.streamifyResponse(async (event, stream) => {
  for (const part of [JSON.stringify(event).slice(0, 3), JSON.stringify(event).slice(3)]) {
    stream.write(part);
    await new Promise((resume) => setImmediate(resume));
  }
  stream.end();
});
