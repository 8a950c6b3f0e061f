import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { type LocalPlatform, startLocal } from '@daxpilot/local';
import { fragments } from '../../resources/fragments';

const minuteMs = 60_000;
let local: LocalPlatform;
let cloudwatch: CloudWatchClient;

beforeAll(async () => {
  local = await startLocal({ port: 0, daxPort: 0, clockStartMs: Date.UTC(2026, 10, 24, 12) });
  local.clock.pause();
  const { endpoint, region } = local.ready;
  cloudwatch = new CloudWatchClient({
    endpoint,
    region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
});

afterAll(() => local.stop());

type Feed = Readonly<Record<string, number>>;

const busy: Feed = { CPUUtilization: 55, CacheMemoryUtilization: 70, ItemCacheHits: 95_000, ItemCacheMisses: 5_000 };

// Each case has a cluster and a table of its own name, so that no case sees another's datapoints.
test.each<[string, string, Feed, readonly string[]]>([
  ['a healthy cluster', 'healthy', busy, []],
  ['a cluster that nobody uses', 'idle', {}, []],
  ['CPU above its band', 'hot', { ...busy, CPUUtilization: 85 }, ['cpu-high']],
  ['a full cache', 'full', { ...busy, CacheMemoryUtilization: 92 }, ['cache-memory-high']],
  ['a hit rate of 75 %', 'misses', { ...busy, ItemCacheHits: 75_000, ItemCacheMisses: 25_000 }, ['hit-rate-low']],
  [
    'misses of queries that sink a good item cache',
    'queries',
    { ...busy, QueryCacheHits: 10_000, QueryCacheMisses: 90_000 },
    ['hit-rate-low'],
  ],
  ['a handful of lookups, all misses', 'quiet', { CPUUtilization: 1, ItemCacheMisses: 90 }, []],
  ['nothing but misses', 'cold', { CPUUtilization: 50, ScanCacheMisses: 5_000 }, ['hit-rate-low']],
  ['evictions of 2 MB a minute', 'evicting', { ...busy, EvictedSize: 2 * 1024 ** 2 }, ['evictions-high']],
  ['requests that DAX refuses', 'refusing', { ...busy, ThrottledRequestCount: 1 }, ['throttled']],
])('%s fires what it should and nothing else', async (_, name, feed, firing) => {
  await putAlarms(name);

  await feedFor(name, 10, feed, {});

  expect(await alarmsOf(name, 'ALARM')).toEqual(firing);
});

test('two bad minutes of five do not fire, three do, and the alarm clears when the load is gone', async () => {
  await putAlarms('spiky');
  await feedFor('spiky', 5, busy, {});
  await feedFor('spiky', 2, { ...busy, CPUUtilization: 90 }, {});
  await feedFor('spiky', 5, busy, {});
  expect(await alarmsOf('spiky', 'ALARM')).toEqual([]);

  await feedFor('spiky', 4, { ...busy, CPUUtilization: 90 }, {});
  expect(await alarmsOf('spiky', 'ALARM')).toEqual(['cpu-high']);

  await feedFor('spiky', 6, {}, {});
  expect(await alarmsOf('spiky', 'ALARM')).toEqual([]);
});

test('a table that throttles reads fires the alarm of its reads', async () => {
  await putAlarms('busy-table');

  await feedFor('busy-table', 8, busy, { ReadThrottleEvents: 12 });

  expect(await alarmsOf('busy-table', 'ALARM')).toEqual(['read-throttled/busy-table']);
});

async function putAlarms(name: string): Promise<void> {
  const { alarms } = fragments(`targets: { ${name}: { cluster: ${name}, tables: [${name}] } }`, 'daxpilot.yml');
  for (const { Properties } of Object.values(alarms.Resources)) {
    await cloudwatch.send(new PutMetricAlarmCommand(Properties as unknown as PutMetricAlarmCommandInput));
  }
}

/** One datapoint per minute and metric, as AWS publishes them: a minute late, and only what is not zero. */
async function feedFor(name: string, minutes: number, ofCluster: Feed, ofTable: Feed): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    await local.clock.advance(minuteMs);
    const Timestamp = new Date(Math.floor(local.clock.now() / minuteMs) * minuteMs - minuteMs);
    await put('AWS/DAX', { Name: 'ClusterId', Value: name }, ofCluster, Timestamp);
    await put('AWS/DynamoDB', { Name: 'TableName', Value: name }, ofTable, Timestamp);
  }
}

async function put(
  Namespace: string,
  dimension: { readonly Name: string; readonly Value: string },
  feed: Feed,
  Timestamp: Date,
): Promise<void> {
  if (Object.keys(feed).length === 0) return;
  await cloudwatch.send(
    new PutMetricDataCommand({
      Namespace,
      MetricData: Object.entries(feed).map(([MetricName, Value]) => ({
        MetricName,
        Value,
        Timestamp,
        Dimensions: [dimension],
      })),
    }),
  );
}

async function alarmsOf(name: string, state: 'ALARM'): Promise<readonly string[]> {
  const prefix = `daxpilot/${name}/`;
  const { MetricAlarms = [] } = await cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNamePrefix: prefix, StateValue: state }),
  );
  return MetricAlarms.map(({ AlarmName = '' }) => AlarmName.slice(prefix.length));
}
