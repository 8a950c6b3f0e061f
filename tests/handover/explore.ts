import { explore } from './explorer';
import { mutations } from './mutations';
import { longRuns } from './runs';

/** The long runs, by a part of their name; `mutations` for what is found when a guard is taken out, with the shortest trace to it. */
function main(wanted = ''): void {
  if (wanted === 'mutations') {
    showMutations();
    return;
  }
  let [states, transitions, findings] = [0, 0, 0];
  for (const scenario of longRuns.filter(({ name }) => name.includes(wanted))) {
    const startMs = Date.now();
    const result = explore(scenario, {}, { maxStates: 12_000_000 });
    states += result.states;
    transitions += result.transitions;
    const { found } = result;
    console.log(
      `${scenario.name}, ${scenario.budget.writes} writes: ${result.states} states, ${result.transitions} transitions, ${result.ends} ends, ${Math.round((Date.now() - startMs) / 1_000)} s, ${found?.violation ?? 'nothing found'}`,
    );
    if (found === undefined) continue;
    findings += 1;
    for (const line of found.trace) console.log(`  ${line}`);
  }
  console.log(`${states} states, ${transitions} transitions, ${findings} findings`);
  process.exitCode = findings > 0 ? 1 : 0;
}

function showMutations(): void {
  for (const { guard, scenario, subject } of mutations) {
    const { states, found } = explore(scenario, subject);
    console.log(
      `\nwithout: ${guard} (${scenario.name}, ${states} states)\n  => ${found?.violation ?? 'NOTHING FOUND'}`,
    );
    for (const line of found?.trace ?? []) console.log(`  ${line}`);
    if (found === undefined) process.exitCode = 1;
  }
}

main(process.argv[2]);
