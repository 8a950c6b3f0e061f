import { type Adversary, playStationary } from './stationary';

/**
 * Thirty days of loads that never move, in worlds that do not do what the model says: `npm run stability [SEEDS]`. Prints the number
 * of changes of each; the load is the same all the time, so every change after the first few is one too many.
 */
async function main(seeds: number): Promise<void> {
  let most = 0;
  for (let seed = 1; seed <= seeds; seed += 1) {
    for (const [name, adversary] of worlds(seed)) {
      const { changes, executions, frozen } = await playStationary(adversary, 30, 20 * 60_000);
      most = Math.max(most, changes.length);
      console.log(
        `seed ${seed} ${name}: ${changes.length} changes, ${executions} executions${frozen ? ', frozen' : ''}`,
      );
    }
  }
  console.log(`most changes in 30 days: ${most}`);
  if (most > mostChanges) process.exitCode = 1;
}

/** Three a day: what the cool-downs let through for readings that are off for an hour. */
const mostChanges = 90;

const worlds = (seed: number): readonly (readonly [string, Adversary])[] => {
  const calm: Adversary = {
    seed,
    nodes: 3 + (seed % 6),
    requestsPerSecond: 1000 * (1 + (seed % 7)),
    cpuAlone: 100 + 30 * (seed % 6),
    trap: { below: 1, points: 0 },
    noise: 0,
    missing: 0,
  };
  return [
    ['as modelled', calm],
    ['traps', { ...calm, trap: { below: 3 + (seed % 5), points: 60 } }],
    ['noise of 25 points', { ...calm, noise: 25, missing: 0.1 }],
    ['traps and noise', { ...calm, noise: 15, trap: { below: 3 + (seed % 5), points: 40 } }],
  ];
};

void main(Number(process.argv[2] ?? 5));
