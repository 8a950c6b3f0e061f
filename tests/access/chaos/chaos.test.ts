import { runChaos } from './run-chaos';

describe('under failure, over sockets, with the official client and real nodes', () => {
  beforeEach(() => {
    jest.spyOn(console, 'error').mockImplementation(() => {});
  });
  afterEach(() => jest.restoreAllMocks());

  test.each([1, 2])('seed %i breaks no promise', async (seed) => {
    const { violations, counts } = await runChaos(seed, 2_000);
    expect(violations).toEqual([]);
    expect(counts['read read']).toBeGreaterThan(20);
    expect(counts['write acknowledged']).toBeGreaterThan(5);
  });
});
