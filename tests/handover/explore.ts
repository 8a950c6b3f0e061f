import { explore } from './explorer';
import { mutations } from './mutations';
import { longRuns } from './runs';

/** So that all of them together end within minutes and in less than 2 GB; a run with more states is explored up to a distance. */
const mostStates = 1_500_000;

/** The long runs, by a part of their name; `mutations` for what is found when a guard is taken out, with the shortest trace to it. */
function main(wanted = ''): void {
  if (wanted === 'mutations') {
    showMutations();
    return;
  }
  let [states, transitions, findings, stopped] = [0, 0, 0, 0];
  const runs = longRuns.filter(({ name }) => name.includes(wanted));
  for (const scenario of runs) {
    const startSeconds = cpuSeconds();
    const result = explore(scenario, {}, { maxStates: mostStates, beyond: 'stop' });
    states += result.states;
    transitions += result.transitions;
    const { found, stoppedAt } = result;
    if (stoppedAt !== undefined) stopped += 1;
    const extent = stoppedAt === undefined ? `${result.ends} ends` : `stopped: all ways of ${stoppedAt} moves`;
    console.log(
      `${scenario.name}, ${scenario.budget.writes} writes: ${result.states} states, ${result.transitions} transitions, ${extent}, ${Math.round(cpuSeconds() - startSeconds)} s, ${found?.violation ?? 'nothing found'}`,
    );
    if (found === undefined) continue;
    findings += 1;
    for (const line of found.trace) console.log(`  ${line}`);
  }
  console.log(
    `${states} states, ${transitions} transitions, ${findings} findings; ${runs.length - stopped} of ${runs.length} runs explored whole, ${Math.round(cpuSeconds())} s of CPU, ${Math.round(process.resourceUsage().maxRSS / 1_024)} MB`,
  );
  process.exitCode = findings > 0 ? 1 : 0;
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
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
