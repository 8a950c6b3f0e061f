/** `node -r esbuild-register local/dax-node/workload/run.ts [--seed 1] [--operations 200000] [--nodes 3]`: exit status 1 on any wrong read. */
import { parseArgs } from 'node:util';
import { runWorkload } from './workload';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      operations: { type: 'string', default: '200000' },
      nodes: { type: 'string', default: '3' },
    },
  });
  const nodes = Number(values.nodes);
  const options = {
    seed: Number(values.seed),
    operations: Number(values.operations),
    nodes,
    keys: nodes === 1 ? 20 : 200,
    workers: 12,
  };
  const report = await runWorkload(options);
  console.log(JSON.stringify({ ...options, ...report }, null, 2));
  process.exitCode = report.complaints.length > 0 ? 1 : 0;
}

void main();
