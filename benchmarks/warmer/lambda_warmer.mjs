// lambda-warmer from npm, warming another function.
import { createRequire } from 'node:module';
import { count, measured, waves } from './measure.mjs';

const require = createRequire(`${process.env.NODE_MODULES}/`);
const warm = require('lambda-warmer');

for (let wave = 0; wave < waves; wave += 1) {
  await measured(() => warm({ warmer: true, concurrency: count, target: 'pricing:live' }, { log: false }));
}
process.exit(0);
