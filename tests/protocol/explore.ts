import { explore } from './explorer';
import { deepMutations, mutations } from './mutations';
import { longRuns, partedRun } from './runs';
import { type Scenario, subject } from './scenario';

/**
 * The long runs, by a part of their name; `parts` for the three faults at once (a third word chooses), `mutations` for what is found when a guard is
 * taken out, with the shortest trace to it.
 */
async function main(wanted: string | undefined, part = ''): Promise<void> {
  if (wanted === 'mutations') return showMutations();
  const runs =
    wanted === 'parts'
      ? partedRun.filter(({ name }) => name.includes(part))
      : longRuns.filter(({ name }) => wanted === undefined || name.includes(wanted));
  let total = 0;
  for (const scenario of runs) total += await show(scenario);
  console.log(`${runs.length} runs, ${total} states`);
}

async function show(scenario: Scenario): Promise<number> {
  const beganMs = performance.now();
  const { states, transitions, ends, deepest, found } = await explore(scenario, subject, { maxStates: 8_000_000 });
  const seconds = ((performance.now() - beganMs) / 1000).toFixed(1);
  const verdict = found === undefined ? 'nothing found' : `FOUND ${found.violation}`;
  console.log(
    `${scenario.name}: ${states} states, ${transitions} transitions, ${ends} ends, depth ${deepest}, ${seconds} s: ${verdict}`,
  );
  if (found !== undefined) {
    process.exitCode = 1;
    showTrace(found.trace);
  }
  return states;
}

async function showMutations(): Promise<void> {
  for (const { guard, trace, scenario, subject: mutated, finds } of [...mutations, ...deepMutations]) {
    const { states, found } = await explore(scenario, mutated);
    console.log(`\nWithout the guard: ${guard}${trace === undefined ? '' : ` (trace ${trace})`}`);
    console.log(`  ${scenario.name}, after ${states} states: ${found?.violation ?? 'NOTHING FOUND'}`);
    showTrace(found?.trace ?? []);
    if (found === undefined || !finds.test(found.violation)) process.exitCode = 1;
  }
}

function showTrace(trace: readonly string[]): void {
  for (const [index, line] of trace.entries()) console.log(`  ${index + 1}. ${line}`);
}

main(process.argv[2], process.argv[3]).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
