import { policySchema } from '../targets';
import { decide } from './decide';
import { metricMatrix } from './metric-matrix';
import { aSnapshot, fixtureNowMs, type SnapshotShape } from './testing';

const policy = policySchema.parse({});
const well: SnapshotShape = { nodes: 5, cpuPercent: 50, cacheMemoryPercent: 70, hitRatePercent: 92 };
const decided = (shape: SnapshotShape) =>
  decide(aSnapshot({ ...well, ...shape }), policy, { switchesToOnDemandMs: [] }, fixtureNowMs);
const high = 1024 ** 3;

const rows = [
  [
    'hit rate below 80 %',
    0,
    { hitRatePercent: 79 },
    'corrected: without evictions it is the TTL and not the memory',
    null,
  ],
  ['hit rate above 90 %', 1, { hitRatePercent: 91 }, 'well-sized', null],
  ['CPU below 40 %', 2, { cpuPercent: 39 }, 'nodes are reduced', 'set-node-count'],
  ['CPU above 70 %', 3, { cpuPercent: 71 }, 'nodes are added', 'set-node-count'],
  [
    'memory below 60 %',
    4,
    { cacheMemoryPercent: 59 },
    'corrected: a smaller type has less CPU too, so nothing is done',
    null,
  ],
  ['memory above 80 %', 5, { cacheMemoryPercent: 81 }, 'corrected: a full cache alone is no reason', null],
  [
    'high evictions',
    6,
    { cacheMemoryPercent: 90, hitRatePercent: 75, evictedBytesPerHour: high },
    'corrected: with lost hits a larger type is proposed',
    'replace-node-type',
  ],
  ['low evictions', 7, { evictedBytesPerHour: 1 }, 'good', null],
] as const;

test.each(rows)('%s (row %d of the matrix): %s %s', (_, row, shape, _meaning, action) => {
  const decision = decided(shape);

  expect(decision.action?.kind ?? null).toBe(action);
  expect(decision.reasonCodes).toContain(metricMatrix(policy)[row]?.reasonCode);
});

test('the matrix has a test for each of its rows and follows the limits of the policy', () => {
  const strict = policySchema.parse({ bands: { cpuPercent: { low: 30, high: 60 } } });

  expect(rows.map(([, row]) => row)).toEqual(metricMatrix(policy).map((_, row) => row));
  expect(metricMatrix(strict).map(({ condition }) => condition)).toContain('above 60 %');
});
