import { runSeed } from './run-seed';

describe('under failure, in virtual time', () => {
  test.each(Array.from({ length: 10 }, (_, index) => index + 1))('seed %i breaks no promise', async (seed) => {
    const result = await runSeed(seed);
    expect(result.violations).toEqual([]);
    expect(result.counts['read read']).toBeGreaterThan(50);
    expect(result.counts['write acknowledged']).toBeGreaterThan(10);
  });

  test('a seed replays', async () => {
    expect(await runSeed(4)).toEqual(await runSeed(4));
  });

  test('the checker finds a client that repeats writes', async () => {
    const found = await allViolations({ repeats: 'as-the-client-does' });
    expect(found.some((violation) => /was applied 2 times/.test(violation))).toBe(true);
  });

  test('the checker finds a process that forgets what it wrote around DAX', async () => {
    const found = await allViolations({ forgets: true });
    expect(found.some((violation) => /older than its own/.test(violation))).toBe(true);
  });
});

async function allViolations(options: Parameters<typeof runSeed>[1]): Promise<readonly string[]> {
  const found: string[] = [];
  for (let seed = 1; seed <= 12; seed += 1) found.push(...(await runSeed(seed, options)).violations);
  return found;
}
