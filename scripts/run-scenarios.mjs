// Runs every scenario of the demo one after the other and prints what was seen. Ends with 1 if one of them did not show what it is to show.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { scenarios } = createRequire(import.meta.url)('../cli/demo/scenarios');
const names = scenarios.map(({ name }) => name);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: '1' } },
});

const run = (name) =>
  new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      [join(root, 'bin/daxpilot.cjs'), 'demo', '--scenario', name, '--seed', values.seed, '--json'],
      { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] },
    );
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += String(chunk);
    });
    child.on('close', (status) => resolve({ status, report: output === '' ? undefined : JSON.parse(output) }));
  });

let failed = false;
console.log('scenario         status  seconds  seen    requests  failed');
for (const name of positionals.length > 0 ? positionals : names) {
  const began = performance.now();
  const { status, report } = await run(name);
  failed ||= status !== 0;
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  const seen = report === undefined ? '-' : `${report.steps.filter((step) => step.seen).length}/${report.steps.length}`;
  const { done = 0, failed: lost = 0 } = report?.traffic ?? {};
  console.log(
    `${name.padEnd(16)} ${String(status).padEnd(7)} ${seconds.padStart(7)}  ${seen.padEnd(6)} ${String(done).padStart(9)} ${String(lost).padStart(7)}`,
  );
  for (const step of report?.steps ?? []) console.log(`  ${step.seen ? 'seen' : 'NOT '}  ${step.step}: ${step.detail}`);
  for (const error of report?.errors ?? []) console.log(`  error ${error}`);
}
process.exitCode = failed ? 1 : 0;
