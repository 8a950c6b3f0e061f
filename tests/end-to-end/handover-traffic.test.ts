import { printed } from './command';
import { handOverAtWork } from './handover-at-work';

/** The short one of its kind; whole replacements, roll-backs and the rest under traffic are in `handover-*.long.test.ts`. */
// Requests have more time than usual: a busy machine makes them late, and that is not what is asked here.
test('under traffic, with one process slow, a cluster is taken out: no request fails, no read is stale, nothing is deleted', async () => {
  // The official client prints every node that it cannot reach.
  const quiet = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const world = await handOverAtWork({ paces: ['usual', 'slow'], nodes: 1, perSecond: 20, deadlineMs: 20_000 });
  try {
    const ran = await world.command('remove', 'products');
    const { requests, checked, failures, stale } = world.seen();

    expect({ failures, stale }).toEqual({ failures: [], stale: [] });
    expect(requests).toBeGreaterThan(20);
    expect(checked).toBeGreaterThan(5);
    expect(ran.status).toBe(0);
    expect(printed(ran)).toMatchObject({ output: { outcome: 'removed', leftBehind: 'products' } });
    expect(await world.record()).toMatchObject({ phase: 0, old: null, new: null });
    expect(await world.clusters()).toEqual(['products 1 x dax.r5.large']);
    expect(world.deleted()).toEqual([]);
  } finally {
    await world.stop();
    quiet.mockRestore();
  }
}, 240_000);
