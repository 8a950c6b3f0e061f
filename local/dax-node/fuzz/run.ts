/** `node -r esbuild-register local/dax-node/fuzz/run.ts [--seed 1] [--frames 1000000] [--connections 2000]`: exit status 1 on any failure. */
import { parseArgs } from 'node:util';
import { fuzzDecoder } from './decoder-fuzz';
import { fuzzNode } from './node-fuzz';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      frames: { type: 'string', default: '1000000' },
      connections: { type: 'string', default: '2000' },
    },
  });
  const seed = Number(values.seed);
  const decoder = await fuzzDecoder(seed, Number(values.frames));
  console.log(JSON.stringify({ seed, ...decoder, failures: decoder.failures.length }));
  const node = await fuzzNode(seed, Number(values.connections));
  console.log(JSON.stringify({ seed, ...node, failures: node.failures.length }));
  for (const failure of [...decoder.failures, ...node.failures]) console.log(failure);
  process.exitCode = decoder.failures.length + node.failures.length > 0 ? 1 : 0;
}

void main();
