import { listDecisions } from '../../shared/flow';
import { AFlow, aCluster, aConfig, aPortError, me, nowMs, scaleOut } from '../../shared/flow/a-flow';
import { takeTurn } from '../../shared/flow/account-turn';
import type { LedgerStore } from '../../shared/ledger';
import { runMachine } from '../protocol/run-machine';

const products = { target: 'products' };

const withLedger = (flow: AFlow, ledger: Partial<LedgerStore>): AFlow =>
  Object.assign(Object.create(flow), {
    ledger: {
      read: flow.ledger.read.bind(flow.ledger),
      update: flow.ledger.update.bind(flow.ledger),
      append: flow.ledger.append.bind(flow.ledger),
      query: flow.ledger.query.bind(flow.ledger),
      ...ledger,
    },
  }) as AFlow;

test('a ledger table that is missing: the execution says so, changes nothing, and its Release is not taken for granted', async () => {
  const fail = async () => {
    throw aPortError('aws.not-found');
  };
  const flow = withLedger(new AFlow(), { read: fail, update: fail, append: fail, query: fail });

  const { status, states } = await runMachine(flow, products);

  // Nothing says that it holds nothing, so recovery has to look.
  expect(status).toBe('FAILED');
  expect(states).toEqual(['Admit', 'RecordFailure', 'Release']);
  expect(flow.changes).toEqual([]);
});

test('a ledger that is throttled for a while is tried again, and the change is made once', async () => {
  const flow = new AFlow();
  let calls = 0;
  const throttled = withLedger(flow, {
    update: async (update) => {
      calls += 1;
      if (calls % 3 === 0) throw aPortError('aws.throttled', { retryable: true });
      return flow.ledger.update(update);
    },
  });

  const { status, output } = await runMachine(throttled, products, {
    before: (state) => {
      if (state === 'Progress' && flow.cluster) flow.cluster = aCluster({ nodeCount: flow.cluster.nodeCount });
    },
  });

  expect([status, output.outcome]).toEqual(['SUCCEEDED', 'applied']);
  expect(flow.changes).toHaveLength(1);
});

test('a target that is renamed while its change is followed: the execution ends as failed, by name, lets it go at once and the turn of the account 30 s later', async () => {
  const flow = new AFlow();
  const renamed = aConfig();
  const { products: old, ...others } = renamed.targets;
  const config = { ...renamed, targets: { ...others, shop: { ...old, name: 'shop' } as never } };

  const { status, output } = await runMachine(flow, products, {
    before: (state) => {
      if (state !== 'Progress') return;
      flow.cluster = aCluster({ nodeCount: 5 });
      Object.assign(flow.ports, { config });
    },
  });

  expect(status).toBe('SUCCEEDED');
  expect(output).toMatchObject({ outcome: 'failed', reasonCodes: ['progress-failed', 'flow-undeclared-target'] });
  expect(await flow.target()).not.toHaveProperty('owner');
  // The end of the change is not known, so an attempt of this execution might still be about to call AWS.
  const turn = (afterMs: number) =>
    takeTurn(flow, { execution: 'other', target: 'orders', attempt: '1', nowMs: nowMs + afterMs });
  flow.executions.set(me, { kind: 'ended', status: 'SUCCEEDED', stoppedAtMs: nowMs });
  expect(await turn(29_000)).toMatchObject({ kind: 'busy', holder: me });
  expect(await turn(30_000)).toEqual({ kind: 'mine' });
});

test.each([0, 2, '1', null])('an input of schema version %j is refused by name', async (schemaVersion) => {
  const flow = new AFlow();

  const { output } = await runMachine(flow, { ...products, schemaVersion });

  expect(output).toMatchObject({
    outcome: 'failed',
    reasonCodes: ['invalid-input'],
    problems: [{ path: 'schemaVersion', value: schemaVersion, rule: 'must be 1' }],
  });
  expect(await flow.target()).toEqual({});
});

test('a last change that another clock dates into the future keeps its cool-down and breaks nothing', async () => {
  const flow = new AFlow();
  await flow.ledger.update({
    key: { pk: 'target#products', sk: 'state' },
    set: { lastChange: { kind: 'set-node-count', direction: 'out', completedAtMs: nowMs + 600_000 } },
  });

  const { status, output } = await runMachine(flow, products, {
    before: (state) => {
      if (state === 'Progress') flow.cluster = aCluster({ nodeCount: 5 });
    },
  });

  expect(status).toBe('SUCCEEDED');
  expect(output.action).toEqual(scaleOut);
  const [row] = await listDecisions(flow, { target: 'products' });
  expect(row).toMatchObject({ inputs: { history: { lastChange: { completedAtMs: nowMs + 600_000 } } } });
});
