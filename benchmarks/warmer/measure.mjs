// Figures that a client process reports: one JSON line a wave, as in measure.py.
import { createInterface } from 'node:readline';

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

export async function measured(work) {
  const cpu = process.cpuUsage();
  const began = performance.now();
  await work();
  const spent = process.cpuUsage(cpu);
  console.log(JSON.stringify({
    cpu: (spent.user + spent.system) / 1000,
    wall: performance.now() - began,
    peak: process.resourceUsage().maxRSS / 1024,
  }));
  await lines.next();
}

export const [count, waves] = process.argv.slice(2).map(Number);
