import { runSeed } from './run-seed';

/** `node -r esbuild-register tests/access/simulation/main.ts [--from 1] [--seeds 950]`: prints what was run, and every broken promise. */
async function main(): Promise<void> {
  const from = numberAfter('--from', 1);
  const seeds = numberAfter('--seeds', 950);
  const totals: Record<string, number> = {};
  let broken = 0;
  const startMs = performance.now();
  for (let seed = from; seed < from + seeds; seed += 1) {
    const { violations, counts } = await runSeed(seed);
    for (const [name, count] of Object.entries(counts)) totals[name] = (totals[name] ?? 0) + count;
    if (violations.length === 0) continue;
    broken += 1;
    console.log(`seed ${seed}: ${violations.length} broken`);
    for (const violation of violations.slice(0, 5)) console.log(`  ${violation}`);
  }
  for (const [name, count] of Object.entries(totals).sort()) console.log(`${String(count).padStart(8)} ${name}`);
  console.log(`${Math.round((performance.now() - startMs) / 1_000)} s`);
  console.log(`${seeds - broken} of ${seeds} seeds without a broken promise (${from}..${from + seeds - 1})`);
  process.exitCode = broken === 0 ? 0 : 1;
}

function numberAfter(option: string, otherwise: number): number {
  const at = process.argv.indexOf(option);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
