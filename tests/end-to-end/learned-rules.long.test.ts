import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { run } from './executions';
import { targetItem } from './ledger';
import { healthy, publish, putAll } from './readings';
import { createDeclared } from './resources';
import { type AService, aService, minuteMs } from './service-at-work';

/** As the packaged configuration, with rules learned from the cluster's own load. */
const config = `schemaVersion: 1
targets:
  products:
    cluster: products
    tables: [products]
    policy:
      learnedRules: on
      approval: { nodeCount: auto }
  orders:
    tables: [orders]
`;

const hourMinutes = 60;
const dayMinutes = 24 * hourMinutes;
const days = 3;
/** 200,000 requests/s in one hour of each day, 60,000 in the others: 60,000 are three nodes, 200,000 are six. */
const peak = 200_000;
const usual = 60_000;

let service: AService;

beforeAll(async () => {
  service = await aService({ config });
  await createDeclared(service);
}, 240_000);

afterAll(() => service.stop());

test('each hour the schedule reviews a target, the rule that won is kept, and the next look is decided by it', async () => {
  // At 12:17; the hour of the peak begins at 13:30 each day.
  await publishDays(await service.now());
  // The review of 12:10 had nothing to learn from.
  expect((await targetItem(service)).learned).toEqual({ at: expect.any(Number) });

  await service.advance(hourMinutes * minuteMs);

  const { learned } = await targetItem(service);
  expect(learned?.cluster?.champion).toMatchObject({ daysSeen: days, nodeType: 'dax.r5.large' });
  expect(learned?.cluster?.champion.variant.season).not.toBe('none');

  // 13:17 and everything in its band: the bands would hold, the rule knows what comes at 13:30. Two nodes at a time.
  await publish(service, { ...healthy, requests: usual * 60, hits: usual * 55, misses: usual * 5 });
  const { record } = await run(service, { target: 'products' });

  expect(record).toMatchObject({ outcome: 'applied', action: { kind: 'set-node-count', from: 3, to: 5 } });
  expect(record.reasonCodes).toEqual(expect.arrayContaining(['learned-out', 'step-limit']));
  expect(record.evidence).toContainEqual(
    expect.objectContaining({ reading: 'rule', text: expect.stringContaining(`learned from ${days} days`) }),
  );
}, 240_000);

async function publishDays(nowMs: number): Promise<void> {
  const endMs = Math.floor(nowMs / minuteMs) * minuteMs;
  const perMinute = Array.from({ length: days * dayMinutes }, (_, index) => {
    const at = new Date(endMs - (days * dayMinutes - index) * minuteMs);
    const ofDay = at.getUTCHours() * hourMinutes + at.getUTCMinutes();
    const requests = (ofDay >= 810 && ofDay < 870 ? peak : usual) * 60;
    return { at, requests };
  });
  const Dimensions = [{ Name: 'ClusterId', Value: 'products' }];
  await putAll(
    service,
    'AWS/DAX',
    perMinute.map(({ at, requests }) => ({
      MetricName: 'TotalRequestCount',
      Dimensions,
      Timestamp: at,
      Value: requests,
    })),
  );
  const total = perMinute.reduce((sum, { requests }) => sum + requests, 0);
  for (const [MetricName, share] of [
    ['ItemCacheHits', 0.92],
    ['ItemCacheMisses', 0.08],
  ] as const) {
    const Timestamp = new Date(endMs - 600 * minuteMs);
    await service.clients.cloudwatch.send(
      new PutMetricDataCommand({
        Namespace: 'AWS/DAX',
        MetricData: [{ MetricName, Dimensions, Timestamp, Value: total * share }],
      }),
    );
  }
}
