import type { Flow } from '../../../shared/flow';
import { accountKey, asAccount, asTarget, type Key, targetKey } from '../../../shared/ledger';
import type { ReplaceFlow } from '../../../shared/replace/ports';
import type { RaisedReads } from '../../../shared/replace/raised-reads';
import { parseRequest } from '../../../shared/request';
import { awsError, found } from '../faulty-call';
import { type Attempt, handlerLifeMs } from './attempt';
import { callsOf } from './call';
import type { HandOverWorld } from './hand-over-world';
import { config } from './one-target';
import { nameOf, type StatesRun } from './states-run';

const refused = (operation: string, name: string) => awsError(operation, { name, statusCode: 400 });
const never = async () => {
  throw new Error('no step of a hand-over asks for that');
};

/** The world as one attempt of a hand-over's step calls it. */
export function handOverPorts(
  run: StatesRun,
  world: HandOverWorld,
  attempt: Attempt,
  started: (input: unknown) => string,
): ReplaceFlow {
  const call = callsOf(run, attempt);
  const flow: Flow = {
    settleSeconds: handlerLifeMs / 1_000,
    parse: (input) => parseRequest(input, config),
    decide: () => {
      throw new Error('a hand-over decides nothing of that kind');
    },
    ledger: {
      read: (key) => call('dynamodb:GetItem', () => world.ledger.read(key)),
      update: (update) =>
        call('dynamodb:UpdateItem', () => {
          const { owner } = targetOf(world);
          const result = world.ledger.updateNow(update);
          if (owner !== undefined && targetOf(world).owner !== owner) world.letGoMs.set(owner, run.clock.now());
          world.judgeRecord();
          return result;
        }),
      append: () => never(),
      query: (range) => call('dynamodb:Query', () => world.ledger.query(range)),
    },
    ports: {
      config,
      observer: { snapshot: never, cluster: never, table: never, scaledTable: never, demand: never, totals: never },
      changer: {
        setNodeCount: never,
        setBillingMode: never,
        setThroughput: never,
        setCacheTtl: never,
        rebootNode: never,
      },
      executions: {
        describe: async (arn) => {
          const isOld = world.isOldExecution(arn);
          const status = await found(() => call('states:DescribeExecution', () => world.statusOf(arn), { isOld }));
          return status ?? { kind: 'not-found' };
        },
        start: (input) => call('states:StartExecution', () => started(input)),
      },
      notifier: { announce: () => call('sns:Publish', () => undefined) },
    },
  };
  const setReads = async (raised: readonly RaisedReads[], which: 'to' | 'before') => {
    const now = await call('dynamodb:DescribeTable', () => ({ units: world.readUnits, busy: world.isTableBusy }));
    for (const one of raised) {
      if (one.kind !== 'units' || (which === 'to' ? now.units >= one.to : now.units !== one.to)) continue;
      if (now.busy) throw refused('dynamodb:UpdateTable', 'ResourceInUseException');
      await call('dynamodb:UpdateTable', () => {
        judgeChange(run, world, attempt, `UpdateTable to ${one[which]}`);
        if (world.isTableBusy) throw refused('dynamodb:UpdateTable', 'ResourceInUseException');
        world.setReadUnits(one[which]);
      });
    }
  };
  return {
    flow,
    start: (input) =>
      call('states:StartExecution', async () => {
        const arn = await run.start(input);
        world.resuming.add(arn);
        return arn;
      }),
    wallMs: () => run.clock.now(),
    clusters: {
      describe: async (name) => {
        const cluster = await found(() =>
          call(
            'dax:DescribeClusters',
            () => {
              const seen = world.describe(name);
              if (seen === undefined) throw refused('dax:DescribeClusters', 'ClusterNotFoundFault');
              return seen;
            },
            { isOld: world.isOld(name) },
          ),
        );
        if (cluster === undefined) return undefined;
        const itemTtlMs = await found(() => call('dax:DescribeParameters', () => world.clusters.get(name)?.itemTtlMs));
        return { ...cluster, ...(itemTtlMs === undefined ? {} : { itemTtlMs }) };
      },
      counters: (name, fromMs, nowMs) => call('monitoring:GetMetricData', () => world.counters(name, fromMs, nowMs)),
      tags: (arn) => call('dax:ListTags', () => world.tagsOf(arn)),
      create: (settings) =>
        call('dax:CreateCluster', () => {
          judgeChange(run, world, attempt, `CreateCluster ${settings.name}`);
          if (world.createCluster(settings) === 'exists')
            throw refused('dax:CreateCluster', 'ClusterAlreadyExistsFault');
        }),
      remove: (name) =>
        call('dax:DeleteCluster', () => {
          judgeDeletion(run, world, attempt, name);
          const result = world.deleteCluster(name);
          if (result === 'not-found') throw refused('dax:DeleteCluster', 'ClusterNotFoundFault');
          if (result === 'busy') throw refused('dax:DeleteCluster', 'InvalidClusterStateFault');
        }),
      capacity: () =>
        call('dynamodb:DescribeTable', () => [
          { name: 'products', readUnits: world.readUnits, isIndex: false, busy: world.isTableBusy },
        ]),
    },
    reads: {
      plan: async (wanted) => {
        const before = await call('dynamodb:DescribeTable', () => world.readUnits);
        return {
          kind: 'can',
          raised: wanted.map(({ name, readUnits }) => ({ kind: 'units', name, before, to: readUnits })),
        };
      },
      raise: (raised) => setReads(raised, 'to'),
      giveBack: (raised) => setReads(raised, 'before'),
    },
  };
}

const itemOf = (world: HandOverWorld, { pk, sk }: Key) => world.ledger.contents().get(`${pk} ${sk}`);

export const targetOf = (world: HandOverWorld) => asTarget(itemOf(world, targetKey('products')));
export const accountOf = (world: HandOverWorld) => asAccount(itemOf(world, accountKey));

/** A change lands only from whoever holds the target and has the account's turn: so there is never a second one. */
function judgeChange(run: StatesRun, world: HandOverWorld, { execution }: Attempt, what: string): void {
  const { owner } = targetOf(world);
  const { changing } = accountOf(world);
  run.note(() => `${nameOf(execution)}: ${what} lands`);
  if (owner !== execution) run.violate(`two changes: ${what} lands from who does not hold the target`);
  if (changing !== execution) run.violate(`two changes: ${what} lands out of turn`);
}

function judgeDeletion(run: StatesRun, world: HandOverWorld, attempt: Attempt, name: string): void {
  const letGoMs = world.letGoMs.get(attempt.execution) ?? Number.NEGATIVE_INFINITY;
  const isLate = run.clock.now() - letGoMs <= handlerLifeMs;
  // One that was asked about in time may come after its execution has let go, but never into another hand-over.
  if (!isLate || world.isUnderWay) judgeChange(run, world, attempt, `DeleteCluster ${name}`);
  const record = world.record();
  const cluster = world.find(name);
  if (record?.old === name || record?.new === name) run.violate(`deletion of ${name}, which the record names`);
  if (cluster === undefined) return;
  if (cluster.settings.tags?.['daxpilot:target'] !== 'products') run.violate(`deletion of ${name}, which is not ours`);
  if (run.clock.now() - cluster.lastUsedMs < 180_000)
    run.violate(`deletion of ${name}, used ${(run.clock.now() - cluster.lastUsedMs) / 1_000} s ago`);
}
