import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutMetricAlarmCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CreateClusterCommand, DescribeClustersCommand } from '@aws-sdk/client-dax';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { Command } from 'commander';
import { type APlatform, aPlatform, minuteMs } from '../../tests/aws-ports/a-platform';
import { addInit } from '../commands/init';
import { CliError } from '../exit';
import { loadConfig } from '../load-config';
import type { InitReport } from './render-init';

let platform: APlatform;
let folder: string;
const env = { ...process.env };

beforeAll(async () => {
  platform = await aPlatform();
  folder = mkdtempSync(join(tmpdir(), 'daxpilot-init-'));
  await anAccount(platform);
}, 60_000);

afterAll(async () => {
  await platform.stop();
  rmSync(folder, { recursive: true, force: true });
  process.env = env;
});

/** Five nodes that two would carry, a role that names one of two tables, and an alarm whose metric does not exist. */
async function anAccount({ local, clients }: APlatform): Promise<void> {
  const { endpoint, region } = local.ready;
  const iam = new IAMClient({ endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  const RoleName = 'shop-dax';
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'tables', PolicyDocument: rights }));
  iam.destroy();
  await clients.dax.send(
    new CreateClusterCommand({
      ClusterName: 'shop',
      NodeType: 'dax.r5.large',
      ReplicationFactor: 5,
      IamRoleArn: `arn:aws:iam::123456789012:role/${RoleName}`,
    }),
  );
  for (const TableName of ['Catalogue', 'audit.log']) {
    await clients.dynamodb.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      }),
    );
  }
  await clients.cloudwatch.send(
    new PutMetricAlarmCommand({
      AlarmName: 'dax-memory',
      Namespace: 'AWS/DAX',
      MetricName: 'MemoryUtilization',
      Dimensions: [{ Name: 'ClusterName', Value: 'shop' }],
      Statistic: 'Average',
      Period: 300,
      EvaluationPeriods: 2,
      Threshold: 80,
      ComparisonOperator: 'GreaterThanThreshold',
    }),
  );
  await local.clock.advance(90 * minuteMs);
  await publishIdle(platform);
}

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'dax.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const rights = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 'dynamodb:*', Resource: 'arn:aws:dynamodb:us-east-1:123456789012:table/Catalogue' },
  ],
});

/** An hour at 25 % CPU. */
async function publishIdle({ local, clients }: APlatform): Promise<void> {
  const { Clusters } = await clients.dax.send(new DescribeClustersCommand({ ClusterNames: ['shop'] }));
  const ids = (Clusters?.[0]?.Nodes ?? []).map(({ NodeId = '' }) => NodeId);
  const last = Math.floor(local.clock.now() / minuteMs) * minuteMs - minuteMs;
  const ofCluster = {
    CPUUtilization: 25,
    CacheMemoryUtilization: 70,
    ItemCacheHits: 92_000,
    ItemCacheMisses: 8_000,
    TotalRequestCount: 100_000,
  };
  const data = Array.from({ length: 65 }, (_, back) => new Date(last - back * minuteMs)).flatMap((Timestamp) => [
    ...Object.entries(ofCluster).map(([MetricName, Value]) => ({
      MetricName,
      Value,
      Timestamp,
      Dimensions: [{ Name: 'ClusterId', Value: 'shop' }],
    })),
    ...ids.map((id) => ({
      MetricName: 'CPUUtilization',
      Value: 25,
      Timestamp,
      Dimensions: [
        { Name: 'ClusterId', Value: 'shop' },
        { Name: 'NodeId', Value: id },
      ],
    })),
  ]);
  for (let from = 0; from < data.length; from += 1000)
    await clients.cloudwatch.send(
      new PutMetricDataCommand({ Namespace: 'AWS/DAX', MetricData: data.slice(from, from + 1000) }),
    );
}

/** The command in this process; what it prints on stdout. */
async function init(...args: readonly string[]): Promise<string> {
  let printed = '';
  const out = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  const err = jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
  try {
    const program = new Command().exitOverride();
    addInit(program, () => undefined);
    await program.parseAsync(['node', 'daxpilot', 'init', '--endpoint', platform.local.ready.endpoint, ...args]);
    return printed;
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
}

const refusal = async (...args: readonly string[]): Promise<CliError> => {
  const error: unknown = await init(...args).catch((thrown: unknown) => thrown);
  if (!(error instanceof CliError)) throw new Error(`it was not refused: ${String(error)}`);
  return error;
};

test('it writes a valid file in which everything is only recommended, and says what would be saved', async () => {
  const file = join(folder, 'found.yml');

  const report = JSON.parse(await init('--json', '--config', file)) as InitReport;

  expect(report.pairs).toEqual([
    { cluster: 'shop', table: 'Catalogue', sureness: 'sure', because: "the cluster's service role names the table" },
  ]);
  expect(report.silentAlarms).toEqual([
    {
      alarm: 'dax-memory',
      why: [
        'DAX publishes no metric MemoryUtilization; it is CacheMemoryUtilization',
        'the dimension is ClusterName; it must be ClusterId',
        'it has no action: nobody hears it',
      ],
    },
  ]);
  expect(report.targets[0]).toMatchObject({
    kind: 'decided',
    target: 'shop',
    decision: { action: { kind: 'set-node-count', from: 5, to: 3 } },
  });
  expect(report.usdPerMonth.savesUsdPerMonth).toBeCloseTo(2 * 0.255 * 730, 0);
  const { targets } = loadConfig(file);
  expect(Object.keys(targets)).toEqual(['shop', 'audit-log']);
  expect(targets.shop).toMatchObject({ cluster: 'shop', tables: ['Catalogue'] });
  expect(new Set(Object.values(targets).flatMap(({ policy }) => Object.values(policy.approval)))).toEqual(
    new Set(['recommend']),
  );
});

test('nothing in the account is changed', async () => {
  const { Clusters } = await platform.clients.dax.send(new DescribeClustersCommand({}));

  expect(Clusters).toMatchObject([{ Status: 'available', TotalNodes: 5 }]);
});

test('a file that is there stays as it is, unless --force is given', async () => {
  const file = join(folder, 'mine.yml');
  writeFileSync(file, 'mine');

  expect(await refusal('--config', file)).toMatchObject({ status: 2, message: expect.stringContaining(file) });
  expect(readFileSync(file, 'utf8')).toBe('mine');
  await init('--config', file, '--force');
  expect(readFileSync(file, 'utf8')).toContain('schemaVersion: 1');
});

test('--stdout prints the file and writes none; with --force or --json it is refused', async () => {
  const file = join(folder, 'none.yml');

  expect(await init('--stdout', '--config', file)).toMatch(/^# What daxpilot looks after in us-east-1/);
  expect(() => readFileSync(file)).toThrow(/ENOENT/);
  expect(await refusal('--stdout', '--force', '--json')).toMatchObject({
    status: 2,
    details: [expect.stringContaining('--force'), expect.stringContaining('--json')],
  });
});

test('a Region with nothing in it is said so, and no file is written', async () => {
  const file = join(folder, 'empty.yml');
  const error = await refusal('--config', file, '--endpoint', (await anEmptyPlatform()).endpoint);

  expect(error).toMatchObject({ status: 3, message: expect.stringContaining('no DAX clusters and no tables') });
  expect(() => readFileSync(file)).toThrow(/ENOENT/);
});

async function anEmptyPlatform(): Promise<{ readonly endpoint: string }> {
  const empty = await aPlatform();
  stops.push(empty);
  return empty.local.ready;
}

const stops: APlatform[] = [];
afterAll(async () => {
  for (const one of stops) await one.stop();
});
