import { type Adversary, playStationary } from './stationary';

/** In 30 days, whatever the world does that the model does not know. */
const mostChanges = 40;

const calm: Adversary = {
  seed: 1,
  nodes: 5,
  requestsPerSecond: 3000,
  cpuAlone: 150,
  trap: { below: 1, points: 0 },
  noise: 0,
  missing: 0,
};

test.each<[string, Adversary]>([
  ['a world as modelled', calm],
  ['a trap below 5 nodes', { ...calm, nodes: 6, trap: { below: 5, points: 60 } }],
  ['readings that move by 25 points for minutes on end, with gaps', { ...calm, seed: 3, noise: 25, missing: 0.1 }],
])('for a load that never moves the changes of 30 days are few: %s', async (_, adversary) => {
  const { changes } = await playStationary(adversary, 30, 20 * 60_000);

  expect(changes.length).toBeLessThanOrEqual(mostChanges);
});
