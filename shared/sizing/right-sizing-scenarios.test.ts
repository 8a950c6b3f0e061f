import { policySchema } from '../targets';
import { decide } from './decide';
import { aSnapshot, fixtureNowMs } from './testing';

const policy = policySchema.parse({});
const nothingBefore = { switchesToOnDemandMs: [] };
const decided = (shape: Parameters<typeof aSnapshot>[0]) =>
  decide(aSnapshot(shape), policy, nothingBefore, fixtureNowMs);

test('scenario 1, over-provisioned: 5 nodes at 25 % CPU, 40 % memory, 92 % hits become 3', () => {
  const decision = decided({ nodes: 5, cpuPercent: 25, cacheMemoryPercent: 40, hitRatePercent: 92 });

  expect(decision).toMatchObject({
    verdict: 'apply',
    action: { kind: 'set-node-count', cluster: 'shop', from: 5, to: 3 },
    reasonCodes: ['cpu-below'],
  });
});

test('scenario 2, CPU under-provisioned: 3 nodes at 85 % CPU, 65 % memory, 88 % hits get 2 more', () => {
  const decision = decided({ nodes: 3, cpuPercent: 85, cacheMemoryPercent: 65, hitRatePercent: 88 });

  expect(decision).toMatchObject({
    verdict: 'apply',
    action: { kind: 'set-node-count', cluster: 'shop', from: 3, to: 5 },
    reasonCodes: ['cpu-above'],
  });
});

test('scenario 3, memory under-provisioned: 90 % memory, 75 % hits and evictions on r5.large propose r5.xlarge', () => {
  const evictedBytesPerHour = 1024 ** 3;
  const decision = decided({ cpuPercent: 55, cacheMemoryPercent: 90, hitRatePercent: 75, evictedBytesPerHour });

  expect(decision).toMatchObject({
    verdict: 'recommend',
    action: { kind: 'replace-node-type', from: 'dax.r5.large', to: 'dax.r5.xlarge', nodes: 3 },
    reasonCodes: ['memory-bound', 'approval-needed'],
  });
});

test('scenario 4, well-sized: 60 % CPU, 70 % memory, 92 % hits need no change', () => {
  const decision = decided({ cpuPercent: 60, cacheMemoryPercent: 70, hitRatePercent: 92 });

  expect(decision).toMatchObject({ verdict: 'hold', action: null });
  expect(decision.reasonCodes[0]).toBe('in-band');
});
