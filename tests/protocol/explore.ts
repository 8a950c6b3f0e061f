import { explore } from './explorer';
import { deepMutations, mutations } from './mutations';
import { longRuns, pairedRuns, shortRuns } from './runs';
import { type Reduction, reductions, type Scenario, subject } from './scenario';

/**
 * All runs with a part of a name, and a table of them; `mutations` for what is found when a guard is taken out, with the shortest
 * trace to it. A second word is a reduction to do without.
 */
async function main(wanted = '', without = ''): Promise<void> {
  if (wanted === 'mutations') return showMutations();
  const left = reductions.filter((one) => one === without);
  if (without !== '' && left.length === 0) throw new Error(`${without} is none of ${reductions.join(', ')}`);
  const runs = [...shortRuns, ...pairedRuns, ...longRuns].filter(({ name }) => name.includes(wanted));
  const rows: string[] = [];
  for (const scenario of runs) rows.push(await show(scenario, left));
  console.log(
    ['| run | states | transitions | seconds of CPU | MB | found |', '|---|---|---|---|---|---|', ...rows].join('\n'),
  );
}

/** A row of the table. Memory is that of the process, so that of the largest run so far. */
async function show(scenario: Scenario, without: readonly Reduction[]): Promise<string> {
  const began = process.cpuUsage();
  const seconds = () => Math.round(process.cpuUsage(began).user / 1e6);
  const mb = () => Math.round(process.resourceUsage().maxRSS / 1024);
  const { states, transitions, ends, deepest, found } = await explore({ ...scenario, without }, subject, {
    onLayer: ({ depth, width, states }) => {
      if (width >= 10_000) console.error(`  depth ${depth}: ${width} of ${states} states, ${seconds()} s, ${mb()} MB`);
    },
  });
  const verdict = found === undefined ? 'nothing' : found.violation;
  console.log(`${scenario.name}: ${states} states, ${ends} ends, depth ${deepest}, ${seconds()} s: found ${verdict}`);
  if (found !== undefined) {
    process.exitCode = 1;
    showTrace(found.trace);
  }
  return `| ${scenario.name} | ${states} | ${transitions} | ${seconds()} | ${mb()} | ${verdict} |`;
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
