import { WIRE_ADDRESS, wiresCanBeLaid } from '../network/wires';
import { runChaos } from './run-chaos';

/** `node -r esbuild-register tests/access/chaos/main.ts [--from 1] [--seeds 50] [--ms 3000]` */
async function main(): Promise<void> {
  const from = numberAfter('--from', 1);
  const seeds = numberAfter('--seeds', 50);
  const totals: Record<string, number> = {};
  let broken = 0;
  const startMs = performance.now();
  if (!(await wiresCanBeLaid())) {
    console.log(`skipped: ${WIRE_ADDRESS} cannot be bound here`);
    return;
  }
  // The official client reports every node that it loses.
  console.error = () => {};
  for (let seed = from; seed < from + seeds; seed += 1) {
    const { violations, counts } = await runChaos(seed, { lastsMs: numberAfter('--ms', 3_000) });
    for (const [name, count] of Object.entries(counts)) totals[name] = (totals[name] ?? 0) + count;
    if (violations.length > 0) broken += 1;
    for (const violation of violations.slice(0, 5)) console.log(`seed ${seed}: ${violation}`);
  }
  for (const [name, count] of Object.entries(totals).sort()) console.log(`${String(count).padStart(8)} ${name}`);
  console.log(`${Math.round((performance.now() - startMs) / 1_000)} s`);
  console.log(`${seeds - broken} of ${seeds} seeds without a broken promise (${from}..${from + seeds - 1})`);
  process.exit(broken === 0 ? 0 : 1);
}

function numberAfter(option: string, otherwise: number): number {
  const at = process.argv.indexOf(option);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
}

main().catch((error: unknown) => {
  console.log(error);
  process.exit(1);
});
