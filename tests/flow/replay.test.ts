import { getDecision, replayDecision } from '../../shared/flow';
import { aConfig } from '../../shared/flow/a-flow';
import { maxRowBytes } from '../../shared/ledger';
import { SimulatedCluster } from './simulated-cluster';
import { SimulatedService } from './simulated-service';

const startMs = Date.UTC(2026, 10, 24, 12);

async function aRecorded() {
  const world = { requestsPerSecond: () => 3000, noise: () => 0, cpuPercent: (nodes: number) => 125 / nodes };
  const service = new SimulatedService(new SimulatedCluster(world, 5, startMs), aConfig());
  const { decisionId } = await service.run();
  const row = await getDecision(service.flow, decisionId ?? '');
  if (row === undefined) throw new Error('not recorded');
  return { flow: service.flow, row };
}

const withPolicy = <F extends { readonly ports: { readonly config: unknown } }>(flow: F, policy: object): F => ({
  ...flow,
  ports: { ...flow.ports, config: aConfig(policy) },
});

test('a recorded decision comes out the same from its row alone', async () => {
  const { flow, row } = await aRecorded();

  const replay = replayDecision(flow, row, 'recorded');

  expect(replay).toMatchObject({ kind: 'replayed', differs: [], replayed: { action: { from: 5, to: 3 } } });
});

test('another policy shows what it would have done, whatever the service has today', async () => {
  const { flow, row } = await aRecorded();
  const strict = withPolicy(flow, { nodes: { min: 5 } });

  expect(replayDecision(strict, row, 'other')).toMatchObject({
    recorded: { action: { to: 3 } },
    replayed: { verdict: 'hold', action: null },
    differs: expect.arrayContaining(['verdict', 'action', 'reasonCodes']),
  });
  expect(replayDecision(strict, row, 'recorded')).toMatchObject({ differs: [] });
});

test('a policy that was recorded before a key existed gets its default', async () => {
  const { flow, row } = await aRecorded();
  const { approvalExpiryMs: _, ...older } = (row.inputs as { readonly policy: { readonly approvalExpiryMs: number } })
    .policy;

  const replay = replayDecision(
    flow,
    { ...row, inputs: { ...(row.inputs as object), policy: older } as never },
    'recorded',
  );

  expect(replay).toMatchObject({ kind: 'replayed', differs: [] });
});

test.each([
  [
    'a row without its inputs',
    { inputs: { omitted: 'larger than a row may be' } },
    /does not hold what it was decided from/,
  ],
  ['a roll-back', { undoes: 'products.20261124T120000000Z.00000001' }, /made from a verification/],
  ['a policy of a version that is not valid any more', { policy: { nodes: 3 } }, /written by another version/],
])('%s is not replayed but named', async (_, parts, why) => {
  const { flow, row } = await aRecorded();
  const { policy, ...others } = parts as { readonly policy?: object };
  const changed = policy === undefined ? others : { inputs: { ...(row.inputs as object), policy } };

  expect(replayDecision(flow, { ...row, ...changed } as never, 'recorded')).toEqual({
    kind: 'not-replayable',
    why: expect.stringMatching(why),
  });
});

test('a row keeps all of it well below what an item may have', async () => {
  const { row } = await aRecorded();

  expect(JSON.stringify(row).length).toBeLessThan(maxRowBytes / 4);
  expect(maxRowBytes).toBeLessThan(400_000);
});
