import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CreateTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateStateMachineCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { marshall } from '@aws-sdk/util-dynamodb';
import { type DecisionRow, decisionId, rowItem, targetKey } from '../../shared/ledger';
import { readConfig } from '../../shared/sizing';
import { type APlatform, aPlatform, createCluster, createTable, minuteMs } from '../../tests/aws-ports/a-platform';
import { planTarget } from '../commands/plan';
import { openSession, type Session } from '../session';
import { type RunningConsole, startConsole } from './start-console';

/** The console over the local platform: a cluster that is too hot, two decisions of which one waits for a person, a hand-over. */
export interface AConsole {
  readonly platform: APlatform;
  readonly session: Session;
  readonly running: RunningConsole;
  readonly pending: string;
  /** A request as a signed-in page of our own sends it; `headers` win. */
  request(
    path: string,
    options?: { readonly form?: Readonly<Record<string, string>>; readonly headers?: Readonly<Record<string, string>> },
  ): Promise<Response>;
  stop(): Promise<void>;
}

const targets = `
targets:
  products: { cluster: products, tables: [products], policy: { approval: { nodeCount: approve } } }
  orders: { tables: [orders] }
`;

export const hostile = '<img src=x onerror=alert(1)>"\'';

export async function aConsole({ pollMs = 500 } = {}): Promise<AConsole> {
  const env = { ...process.env };
  const platform = await aPlatform();
  const parsed = readConfig(targets);
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.problems));
  await createLedger(platform);
  await createMachine(platform);
  await createCluster(platform, 'products');
  await createTable(platform, 'products');
  await createTable(platform, 'orders', { read: 400, write: 50, indexes: [{ name: 'by-day', read: 10, write: 10 }] });
  await platform.local.clock.advance(70 * minuteMs);
  await publishHot(platform);
  const session = openSession({ endpoint: platform.local.ready.endpoint }, parsed.config);
  const pending = await aDecision(platform, session);
  await aHandOver(platform);
  const running = await startConsole(
    { ...session, output: { ...session.output, note: () => undefined } },
    { pollMs, metricsEveryMs: 0 },
  );
  const signedIn = await fetch(running.url, { redirect: 'manual' });
  const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const { origin } = new URL(running.page);
  return {
    platform,
    session,
    running,
    pending,
    request: (path, { form, headers = {} } = {}) =>
      fetch(new URL(path, running.page), {
        redirect: 'manual',
        headers: { cookie, ...(form === undefined ? {} : { origin, accept: 'application/json' }), ...headers },
        ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
      }),
    stop: async () => {
      await running.close();
      await platform.stop();
      process.env = env;
    },
  };
}

async function createLedger({ clients, local }: APlatform): Promise<void> {
  await clients.dynamodb.send(
    new CreateTableCommand({
      TableName: 'daxpilot-ledger',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
  await local.clock.advance(minuteMs / 2);
}

/** A machine by the service's name whose executions stay at work; one of them does. */
async function createMachine({ clients }: APlatform): Promise<void> {
  const { stateMachineArn } = await clients.states.send(
    new CreateStateMachineCommand({
      name: 'daxpilot-rightsize',
      roleArn: 'arn:aws:iam::123456789012:role/machine',
      definition: JSON.stringify({ StartAt: 'Work', States: { Work: { Type: 'Wait', Seconds: 86_400, End: true } } }),
    }),
  );
  await clients.states.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }));
}

/** An hour in which CPU climbs from 45 to 86 %. */
async function publishHot({ clients, local }: APlatform): Promise<void> {
  const last = Math.floor(local.clock.now() / minuteMs) * minuteMs - minuteMs;
  const MetricData = Array.from({ length: 60 }, (_, back) => back).flatMap((back) => {
    const cpu = 86 - Math.max(0, back - 12) * 0.85;
    const values = {
      CPUUtilization: cpu,
      CacheMemoryUtilization: 70,
      ItemCacheHits: 92_000,
      ItemCacheMisses: 8_000,
      TotalRequestCount: cpu * 30_000,
    };
    return Object.entries(values).map(([MetricName, Value]) => ({
      MetricName,
      Value,
      Timestamp: new Date(last - back * minuteMs),
      Dimensions: [{ Name: 'ClusterId', Value: 'products' }],
    }));
  });
  await clients.cloudwatch.send(new PutMetricDataCommand({ Namespace: 'AWS/DAX', MetricData }));
}

const write = ({ clients }: APlatform, item: object) =>
  clients.dynamodb.send(
    new PutItemCommand({ TableName: 'daxpilot-ledger', Item: marshall(item, { removeUndefinedValues: true }) }),
  );

/** What `decide` says now, as a row that waits for a person, and an older one whose texts try to be more than text. */
async function aDecision(platform: APlatform, session: Session): Promise<string> {
  const nowMs = platform.local.clock.now();
  const { decision } = await planTarget(session, 'products', nowMs);
  const row = (atMs: number, execution: string): DecisionRow => ({
    schemaVersion: 1,
    decisionId: decisionId('products', atMs, execution, 1),
    target: 'products',
    decidedAtMs: atMs,
    execution,
    round: 1,
    request: { source: 'alarm', reason: 'cpu-high' },
    outcome: 'recommended',
    reasonCodes: decision.reasonCodes,
    decision: JSON.parse(JSON.stringify(decision)),
    inputs: null,
    result: null,
  });
  const pending: DecisionRow = {
    ...row(nowMs - 3 * minuteMs, 'one'),
    approval: { state: 'pending', expiresAtMs: nowMs + 24 * 60 * minuteMs },
  };
  const past = row(nowMs - 300 * minuteMs, 'two');
  await write(platform, rowItem(pending));
  await write(
    platform,
    rowItem({
      ...past,
      outcome: 'held',
      reasonCodes: ['in-band', hostile],
      decision: JSON.parse(JSON.stringify({ ...decision, warnings: [`</script>${hostile}`], action: null })),
    }),
  );
  await write(platform, {
    ...targetKey('orders'),
    frozen: { at: nowMs - 90 * minuteMs, by: hostile, reason: 'manual' },
  });
  return pending.decisionId;
}

const aHandOver = (platform: APlatform) =>
  write(platform, {
    pk: 'endpoint#products',
    sk: 'record',
    target: 'products',
    epoch: 4,
    phase: 2,
    old: 'products',
    new: 'products-b',
    itemTtlMs: 300_000,
  });
