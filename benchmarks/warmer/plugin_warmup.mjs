// serverless-plugin-warmup from npm: the warmer function that its own generator makes.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { count, measured, waves } from './measure.mjs';

const require = createRequire(`${process.env.NODE_MODULES}/`);
const { createWarmUpFunctionArtifact } = require('serverless-plugin-warmup/src/warmer.js');
const folder = `${process.env.NODE_MODULES}/../generated`;
const payload = JSON.stringify({ source: 'serverless-plugin-warmup' });
const functions = [{ name: 'pricing', config: { concurrency: count, alias: 'live', payload } }];
await createWarmUpFunctionArtifact(functions, false, false, 'eu-west-1', folder);
const { warmUp } = await import(pathToFileURL(`${folder}/index.mjs`));

for (let wave = 0; wave < waves; wave += 1) {
  await measured(() => warmUp({}, {}));
}
process.exit(0);
