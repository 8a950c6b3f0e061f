import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { CloudWatchClient, type MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { type LocalPlatform, startLocal } from '@daxpilot/local';

const root = join(__dirname, '..', '..');
const nowMs = Date.UTC(2026, 10, 24, 12);
const everyMs = 300_000;
const days = 2;

let local: LocalPlatform;
beforeAll(async () => {
  local = await startLocal({ port: 0, daxPort: 0, clockStartMs: nowMs });
  local.clock.pause();
  const cloudwatch = new CloudWatchClient({
    endpoint: local.ready.endpoint,
    region: local.ready.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const put = async (
    Namespace: string,
    MetricName: string,
    dimension: string,
    of: (index: number) => number | null,
  ) => {
    const [Name = '', Value = ''] = dimension.split('=');
    const data: readonly MetricDatum[] = Array.from({ length: (days * 86_400_000) / everyMs }, (_, index) => index)
      .filter((index) => of(index) !== null)
      .map((index) => ({
        MetricName,
        Dimensions: [{ Name, Value }],
        Timestamp: new Date(nowMs - days * 86_400_000 + index * everyMs),
        Value: of(index) ?? 0,
      }));
    await cloudwatch.send(new PutMetricDataCommand({ Namespace, MetricData: [...data] }));
  };
  const busy = (index: number): number => (index % 288 > 144 ? 9_000_000 : 3_000_000);
  // Requests of each fifth minute; none of them at index 10, where CPU shows that metrics flowed.
  await put('AWS/DAX', 'TotalRequestCount', 'ClusterId=products', (index) => (index === 10 ? null : busy(index)));
  await put('AWS/DAX', 'CPUUtilization', 'ClusterId=products', () => 40);
  await put('AWS/DAX', 'ItemCacheHits', 'ClusterId=products', (index) => busy(index) * 0.72);
  await put('AWS/DAX', 'ItemCacheMisses', 'ClusterId=products', (index) => busy(index) * 0.18);
  await put('AWS/DAX', 'PutItemRequestCount', 'ClusterId=products', (index) => busy(index) * 0.1);
  await put('AWS/DynamoDB', 'ConsumedReadCapacityUnits', 'TableName=orders', () => 30_000);
  cloudwatch.destroy();
}, 60_000);
afterAll(() => local.stop());

const run = (...args: readonly string[]) =>
  new Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }>((resolve) => {
    const child = spawn(
      process.execPath,
      [
        '-r',
        'esbuild-register',
        join(root, 'cli/main.ts'),
        'backtest',
        '--from-cloudwatch',
        '--endpoint',
        local.ready.endpoint,
        ...args,
      ],
      { cwd: root, env: { ...process.env, NO_COLOR: '1' } },
    );
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text) => {
      stdout += text;
    });
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });

test('the load of a cluster comes with its hits and writes, and an absent counter is zero while CPU flows', async () => {
  const { status, stdout, stderr } = await run('--cluster', 'products', '--days', '2', '--json');
  const report = JSON.parse(stdout) as {
    readonly mix: { readonly hit: number; readonly write: number };
    readonly meanRate: number;
  };

  expect(status).toBe(0);
  expect(report).toMatchObject({ series: 'products', domain: 'dax' });
  expect(report.mix.hit).toBeCloseTo(0.8, 3);
  expect(report.mix.write).toBeCloseTo(0.1, 2);
  // 3 and 9 million a minute are 50,000 and 150,000 requests/s.
  expect(report.meanRate).toBeGreaterThan(95_000);
  expect(report.meanRate).toBeLessThan(105_000);
  expect(stderr).toContain('1 periods without a TotalRequestCount count as zero');
}, 60_000);

test('a table is read in units a second', async () => {
  const { status, stdout } = await run('--table', 'orders', '--days', '2', '--json');

  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ series: 'orders', domain: 'dynamodb', meanRate: 500 });
}, 60_000);

test.each([
  [['--cluster', 'nowhere'], 3, 'cluster nowhere: CloudWatch has no TotalRequestCount in these days'],
  [['--cluster', 'products', '--domain', 'dynamodb'], 2, '--domain = dynamodb: cluster products is dax'],
  [[], 2, 'needs --cluster, --table, or --target with --config'],
  [['--cluster', 'products', '--days', '900'], 2, 'days are from 1 to 455'],
])(
  'what cannot be read ends with its status and reason %#',
  async (args, status, text) => {
    const ran = await run(...args);

    expect(ran).toMatchObject({ status, stdout: '' });
    expect(ran.stderr).toContain(text);
  },
  60_000,
);
