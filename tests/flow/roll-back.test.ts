import { listDecisions } from '../../shared/flow';
import { aConfig } from '../../shared/flow/a-flow';
import { asTarget, targetKey } from '../../shared/ledger';
import { type Physics, SimulatedCluster } from './simulated-cluster';
import { SimulatedService } from './simulated-service';

const startMs = Date.UTC(2026, 10, 24, 12);
const hourMs = 3_600_000;
const quiet: Omit<Physics, 'cpuPercent'> = { requestsPerSecond: () => 3000, noise: () => 0 };
const policy = { nodes: { min: 3, surviveLossOfOneNode: false }, coolDownMs: { scaleIn: 1_800_000 } };

/** As the model says: reads are shared. */
const asModelled = (cpuTimesNodes: number) => (nodes: number) => cpuTimesNodes / nodes;

/** With fewer than 5 nodes something that no metric shows takes the CPU. */
const trap = (nodes: number) => (nodes < 5 ? 90 : 125 / nodes);

const aService = (physics: Physics, nodes: number, more: object = {}) =>
  new SimulatedService(new SimulatedCluster(physics, nodes, startMs), aConfig({ ...policy, ...more }));

const target = async ({ ledger }: SimulatedService) => asTarget(await ledger.read(targetKey('products')));

test('a scale-in that does what the model says stays', async () => {
  const service = aService({ ...quiet, cpuPercent: asModelled(125) }, 5);

  const record = await service.run();

  expect(record).toMatchObject({
    outcome: 'applied',
    action: { from: 5, to: 3 },
    verification: { judgement: { kind: 'as-expected' }, rollBack: null },
  });
  expect(service.cluster.nodes).toBe(3);
});

test('a scale-in that makes it worse is rolled back by the same execution, with a row, a veto and news', async () => {
  const service = aService({ ...quiet, cpuPercent: trap }, 5);

  const record = await service.run();

  expect(service.cluster.changes.map(({ from, to }) => [from, to])).toEqual([
    [5, 3],
    [3, 5],
  ]);
  const [back, first] = await listDecisions(service.flow, { target: 'products' });
  expect(first).toMatchObject({
    outcome: 'applied',
    reasonCodes: expect.arrayContaining(['cpu-below', 'worse-than-expected']),
    result: {
      verification: {
        judgement: {
          kind: 'worse',
          residuals: [expect.objectContaining({ reading: 'cpu', seen: 90 }), expect.anything()],
        },
        rollBack: { kind: 'follows', decision: back?.decisionId },
      },
    },
  });
  expect(back).toMatchObject({ outcome: 'applied', reasonCodes: ['rolled-back'], undoes: first?.decisionId });
  expect(record).toMatchObject({ action: { from: 3, to: 5 }, undoes: first?.decisionId });
  const { vetoes, recentChanges, frozen, owner } = await target(service);
  expect(vetoes).toEqual([expect.objectContaining({ resource: 'products', to: '3', strikes: 1 })]);
  expect(recentChanges?.map(({ direction }) => direction)).toEqual(['out', 'in']);
  expect([frozen, owner]).toEqual([undefined, undefined]);
  expect(service.notices.map(({ subject }) => subject)).toEqual([
    'products: set products from 5 to 3 nodes',
    'products: rolled back: set products from 3 to 5 nodes',
  ]);
});

test('the load that grew since is no reason to roll back: the model expects it', async () => {
  const growsAt = 75; // minutes: while the change bakes
  const load = (minute: number) => (minute > growsAt ? 2 : 1);
  const service = aService(
    {
      noise: () => 0,
      requestsPerSecond: (minute) => 3000 * load(minute),
      cpuPercent: (nodes, minute) => (140 * load(minute)) / nodes,
    },
    5,
  );

  const record = await service.run();

  expect(record.verification).toMatchObject({ judgement: { kind: 'as-expected' }, rollBack: null });
  expect(service.cluster.changes).toHaveLength(1);
});

test('a scale-out that does not help is kept and announced: fewer nodes would not carry the load', async () => {
  const service = aService({ ...quiet, cpuPercent: () => 88 }, 3);

  const record = await service.run();

  expect(service.cluster.changes.map(({ from, to }) => [from, to])).toEqual([[3, 4]]);
  expect(record).toMatchObject({
    outcome: 'applied',
    reasonCodes: expect.arrayContaining(['worse-than-expected', 'roll-back-refused']),
    text: expect.stringMatching(/it stays: 3 nodes would be at \d+ % CPU/),
  });
  expect((await target(service)).vetoes).toBeUndefined();
});

test('without datapoints after the change nothing is rolled back', async () => {
  const service = aService({ ...quiet, cpuPercent: trap, isMissing: (minute) => minute > 71 }, 5);

  const record = await service.run();

  expect(record.verification).toMatchObject({ judgement: { kind: 'unknown' }, rollBack: null });
  expect(service.cluster.nodes).toBe(3);
});

test('a roll-back is not rolled back, although it does not help either', async () => {
  const after = { worse: false };
  const service = aService(
    {
      ...quiet,
      cpuPercent: (nodes) => {
        if (nodes < 5) after.worse = true;
        return after.worse ? 90 : 125 / nodes;
      },
    },
    5,
  );

  await service.run();

  expect(service.cluster.changes).toHaveLength(2);
  const [back] = await listDecisions(service.flow, { target: 'products' });
  expect(back).toMatchObject({ undoes: expect.any(String), result: { verification: { rollBack: null } } });
});

test('a second option rolled back while the first is vetoed freezes the target and says so', async () => {
  const service = aService({ ...quiet, cpuPercent: trap }, 5);
  await service.run();
  const { ledger, cluster } = service;
  cluster.advance(24 * hourMs);
  const other = {
    kind: 'set-node-count',
    resource: 'products',
    to: '4',
    untilMs: cluster.nowMs + 24 * hourMs,
    strikes: 1,
  };
  await ledger.update({ key: targetKey('products'), set: { vetoes: [other] } });

  await service.run();

  expect(await target(service)).toMatchObject({ frozen: { by: 'daxpilot', reason: 'vetoes' } });
  expect(service.notices.at(-1)).toMatchObject({
    kind: 'frozen',
    subject: 'products: frozen after 2 roll-backs',
    text: expect.stringContaining('daxpilot thaw products'),
  });
  cluster.advance(24 * hourMs);
  const before = cluster.changes.length;
  await service.run();
  expect(cluster.changes).toHaveLength(before);
});
