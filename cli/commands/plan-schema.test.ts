import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decide } from '../../shared/sizing';
import { aSnapshot, fixtureNowMs, type SnapshotShape } from '../../shared/sizing/testing';
import { policySchema, withProfile } from '../../shared/targets';
import { type Plan, renderPlan } from './plan';
import { planJsonSchema, planSchema } from './plan-schema';

const well = { cpuPercent: 60, cacheMemoryPercent: 70, hitRatePercent: 92 } as const;
const table = { billingMode: 'provisioned', scaling: [], consumedWrite: 50 } as const;

const shapes: readonly (readonly [string, SnapshotShape, string | null])[] = [
  ['a hold', well, null],
  ['nothing known', {}, null],
  ['a missing cluster', { cluster: null }, null],
  ['more nodes', { ...well, cpuPercent: 90 }, 'set-node-count'],
  ['another node type', { ...well, cacheMemoryPercent: 100 }, 'replace-node-type'],
  ['another mode', { cluster: null, tables: [{ consumedRead: 500, consumedWrite: 50 }] }, 'set-billing-mode'],
  ['other units', { cluster: null, tables: [{ ...table, consumedRead: 90 }] }, 'set-throughput'],
  [
    'another TTL',
    { ...well, hitRatePercent: 50, cacheMemoryPercent: 20, itemTtlMs: 60_000, queryTtlMs: 60_000 },
    'set-cache-ttl',
  ],
  [
    'no cluster',
    { ...well, tables: [{ ...table, scaling: undefined, read: 143, consumedRead: 60 }] },
    'remove-cluster',
  ],
].map(([name, shape, kind]) => [name, JSON.parse(JSON.stringify(shape)), kind] as never);

const planOf = (shape: SnapshotShape): Plan => {
  const policy = policySchema.parse(withProfile({ profile: 'cost-first', nodes: { min: 3 } }));
  const decision = decide(aSnapshot(shape), policy, { switchesToOnDemandMs: [] }, fixtureNowMs);
  return { target: 'shop', at: new Date(fixtureNowMs).toISOString(), outcome: 'held', because: null, decision };
};

test.each(shapes)('the plan of %s is what its schema says, and people can read it', (_, shape, kind) => {
  const plan = planOf(shape);

  expect(plan.decision.action?.kind ?? null).toBe(kind);
  expect(planSchema.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
  expect(renderPlan(plan)).toContain('shop: HOLD');
});

test('docs/plan.schema.json is the schema', () => {
  const file = readFileSync(join(__dirname, '../../docs/plan.schema.json'), 'utf8');

  expect(JSON.parse(file)).toEqual(JSON.parse(JSON.stringify(planJsonSchema())));
});
