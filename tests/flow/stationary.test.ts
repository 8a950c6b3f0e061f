import { type Adversary, playStationary } from './stationary';

const calm: Adversary = {
  seed: 1,
  nodes: 5,
  requestsPerSecond: 3000,
  cpuAlone: 150,
  trap: { below: 1, points: 0 },
  noise: 0,
  missing: 0,
};
const halfHourMs = 30 * 60_000;

/**
 * Where every scale-in is a trap, an option is tried again after 1, 2, 4 ... 168 hours: at most 12 times in 30 days, two changes each,
 * and a second option vetoed at the same time ends it.
 */
test('a load that never moves in a world that springs a trap at every scale-in: changes come ever more seldom, then none', async () => {
  const { changes, frozen } = await playStationary(
    { ...calm, nodes: 6, trap: { below: 5, points: 60 } },
    30,
    halfHourMs,
  );

  expect(changes.length).toBeLessThanOrEqual(24);
  const gaps = changes.flatMap(({ atMs, to, from }, at) =>
    to < from && at > 0 ? [atMs - (changes[at - 1]?.atMs ?? 0)] : [],
  );
  expect(gaps.length).toBeGreaterThan(3);
  expect(frozen || Math.max(...gaps) > 24 * 3_600_000).toBe(true);
});

/** Readings that stay 20 points off for up to an hour look like another load: the cool-downs bound what comes of them. */
test('readings that move by 20 points for minutes on end, with gaps, cost some changes a day and no more', async () => {
  const days = 3;
  const { changes } = await playStationary({ ...calm, seed: 3, noise: 20, missing: 0.1 }, days, halfHourMs);

  expect(changes.length).toBeLessThanOrEqual(days * 5);
});
