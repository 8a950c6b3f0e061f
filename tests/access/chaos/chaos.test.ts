import { WIRE_ADDRESS, wiresCanBeLaid } from '../network/wires';
import { runChaos } from './run-chaos';

describe('under failure, over sockets, with the official client and real nodes', () => {
  beforeEach(() => {
    jest.spyOn(console, 'error').mockImplementation(() => {});
  });
  afterEach(() => jest.restoreAllMocks());

  test.each([1, 2])('seed %i breaks no promise', async (seed) => {
    if (!(await wiresCanBeLaid())) return console.log(`skipped: ${WIRE_ADDRESS} cannot be bound here`);
    const { violations, counts } = await runChaos(seed, { lastsMs: 1_500 });
    expect(violations).toEqual([]);
    expect(counts['read read']).toBeGreaterThan(20);
    expect(counts['write acknowledged']).toBeGreaterThan(5);
  });
});
