import { explore } from './explorer';
import { longRuns } from './runs';
import { subject } from './scenario';

async function main() {
  const wanted = process.argv[2];
  for (const scenario of longRuns.filter((one) => wanted === undefined || one.name.includes(wanted))) {
    const beganMs = performance.now();
    const { states, transitions, ends, deepest, found } = await explore(scenario, subject);
    const seconds = ((performance.now() - beganMs) / 1000).toFixed(1);
    console.log(
      `${scenario.name}: ${states} states, ${transitions} transitions, ${ends} ends, depth ${deepest}, ${seconds} s`,
    );
    if (found === undefined) continue;
    console.log(`  FOUND ${found.violation}`);
    for (const [index, line] of found.trace.entries()) console.log(`  ${index + 1}. ${line}`);
    process.exitCode = 1;
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
