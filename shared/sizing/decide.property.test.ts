import fc from 'fast-check';
import { type Policy, policyProblems, policySchema } from '../targets';
import { decide } from './decide';
import type { Action, Decision, History } from './decision';
import { nodeTypeNames } from './node-catalogue';
import { seriesFromPoints } from './series';
import type { Snapshot } from './snapshot';
import { aSnapshot, fixtureNowMs, minuteMs, type SnapshotShape } from './testing';

const nothingBefore: History = { switchesToOnDemandMs: [] };

const policies: fc.Arbitrary<Policy> = fc
  .record({
    nodes: fc.record({
      min: fc.integer({ min: 1, max: 11 }),
      max: fc.integer({ min: 1, max: 11 }),
      maxStepOut: fc.integer({ min: 1, max: 10 }),
      maxStepIn: fc.integer({ min: 1, max: 10 }),
      surviveLossOfOneNode: fc.boolean(),
    }),
    bands: fc.record({
      cpuPercent: fc.record({ low: fc.integer({ min: 5, max: 60 }), high: fc.integer({ min: 40, max: 90 }) }),
    }),
  })
  .map((input) => policySchema.parse(input))
  .filter((policy) => policyProblems(policy).length === 0);

const percent = fc.double({ min: 0, max: 100, noNaN: true });
const minutes = fc.array(fc.option(percent, { freq: 10 }), { minLength: 65, maxLength: 65 });
const levels = fc.oneof(
  percent,
  minutes.map((values) => (minute: number) => values[minute] ?? null),
);

const shapes: fc.Arbitrary<SnapshotShape> = fc.record(
  {
    nodes: fc.integer({ min: 1, max: 11 }),
    nodeType: fc.constantFrom(...nodeTypeNames, 'dax.r4.large'),
    cpuPercent: levels,
    cacheMemoryPercent: levels,
    networkPercent: levels,
    hitRatePercent: percent,
    requestsPerSecond: fc.double({ min: 0, max: 2e6, noNaN: true }),
    writePercent: percent,
    evictedBytesPerHour: fc.double({ min: 0, max: 1e10, noNaN: true }),
    throttledPerMinute: fc.double({ min: 0, max: 100, noNaN: true }),
  },
  { requiredKeys: [] },
);

const nodesAfter = (action: Action | null, nodes: number): number =>
  action?.kind === 'set-node-count' ? action.to : nodes;

test('bounds and step limits always hold', () => {
  fc.assert(
    fc.property(shapes, policies, (shape, policy) => {
      const { action } = decide(aSnapshot(shape), policy, nothingBefore, fixtureNowMs);
      if (action?.kind !== 'set-node-count') return;
      const { from, to } = action;
      const { min, max, maxStepOut, maxStepIn } = policy.nodes;
      expect(to).not.toBe(from);
      expect(to - from).toBeLessThanOrEqual(maxStepOut);
      expect(from - to).toBeLessThanOrEqual(maxStepIn);
      // From outside the bounds it moves towards them, from inside it stays inside.
      if (to > from) expect(to).toBeLessThanOrEqual(max);
      else expect(to).toBeGreaterThanOrEqual(min);
    }),
    { numRuns: 300 },
  );
});

test('unknown CPU never leads to a change', () => {
  const blind = fc.constantFrom<SnapshotShape['cpuPercent']>(
    () => null,
    (minute) => (minute < 55 ? 99 : null),
    (minute) => (minute < 55 ? 1 : null),
    (minute) => (minute === 64 ? 99 : null),
  );
  fc.assert(
    fc.property(shapes, policies, blind, (shape, policy, cpuPercent) => {
      const decision = decide(
        aSnapshot({ ...shape, ...(cpuPercent === undefined ? {} : { cpuPercent }) }),
        policy,
        nothingBefore,
        fixtureNowMs,
      );

      expect(decision).toMatchObject({ verdict: 'hold', action: null });
    }),
  );
});

test('a required reading that is unknown never leads to fewer nodes', () => {
  fc.assert(
    fc.property(shapes, policies, (shape, policy) => {
      const { cacheMemoryPercent: _, ...blind } = shape;
      const nodes = shape.nodes ?? 3;
      const { action } = decide(aSnapshot(blind), policy, nothingBefore, fixtureNowMs);

      expect(nodesAfter(action, nodes)).toBeGreaterThanOrEqual(nodes);
    }),
  );
});

test('the order of datapoints and duplicates of them do not matter', () => {
  const shuffled = minutes.chain((values) => {
    const points = values.flatMap((value, minute) =>
      value === null ? [] : [{ atMs: fixtureNowMs - (65 - minute) * minuteMs, value }],
    );
    return fc.tuple(fc.constant(points), fc.shuffledSubarray([...points, ...points], { minLength: points.length * 2 }));
  });
  fc.assert(
    fc.property(shuffled, policies, ([inOrder, mixed], policy) => {
      const of = (points: typeof inOrder): Decision => {
        const cpuPercent = seriesFromPoints(points, minuteMs);
        const snapshot = aSnapshot({ cacheMemoryPercent: 70, hitRatePercent: 92 });
        const clusterMetrics = { ...snapshot.clusterMetrics, ...(cpuPercent === undefined ? {} : { cpuPercent }) };
        return decide({ ...snapshot, clusterMetrics }, policy, nothingBefore, fixtureNowMs);
      };

      expect(of(mixed)).toEqual(of(inOrder));
    }),
  );
});

test('datapoints that arrive late or belong to a period that has not ended change nothing', () => {
  const early = fc.record({
    values: minutes,
    late: fc.integer({ min: 0, max: 64 }),
    unfinished: fc.array(percent, { minLength: 1, maxLength: 5 }),
  });
  fc.assert(
    fc.property(early, policies, ({ values, late, unfinished }, policy) => {
      const inTime = values.flatMap((value, minute) =>
        value === null ? [] : [{ atMs: fixtureNowMs - (65 - minute) * minuteMs, value }],
      );
      // One comes after all others, and some are of minutes that begin now or later.
      const arrived = [
        ...inTime.filter((_, index) => index !== late),
        ...unfinished.map((value, minute) => ({ atMs: fixtureNowMs + minute * minuteMs, value })),
        ...inTime.slice(late, late + 1),
      ];
      const of = (points: typeof inTime): Decision => {
        const cpuPercent = seriesFromPoints(points, minuteMs);
        const snapshot = aSnapshot({ cacheMemoryPercent: 70, hitRatePercent: 92 });
        const clusterMetrics = { ...snapshot.clusterMetrics, ...(cpuPercent === undefined ? {} : { cpuPercent }) };
        return decide({ ...snapshot, clusterMetrics }, policy, nothingBefore, fixtureNowMs);
      };

      expect(of(arrived)).toEqual(of(inTime));
    }),
  );
});

test('more load never gives fewer nodes', () => {
  const load = fc.record({
    nodes: fc.integer({ min: 1, max: 11 }),
    minutes: fc.array(fc.double({ min: 1, max: 100, noNaN: true }), { minLength: 65, maxLength: 65 }),
    requestsPerCpuPoint: fc.integer({ min: 0, max: 3000 }),
    share: fc.double({ min: 0.05, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(load, policies, (one, policy) => {
      const wanted = (factor: number): number => {
        const cpuPercent = (minute: number): number => (one.minutes[minute] ?? 0) * factor;
        const requestsPerSecond = (minute: number): number => cpuPercent(minute) * one.requestsPerCpuPoint;
        const shape = { nodes: one.nodes, cpuPercent, requestsPerSecond, hitRatePercent: 92, cacheMemoryPercent: 70 };
        return nodesAfter(decide(aSnapshot(shape), policy, nothingBefore, fixtureNowMs).action, one.nodes);
      };

      expect(wanted(1)).toBeGreaterThanOrEqual(wanted(one.share));
    }),
    { numRuns: 300 },
  );
});

/** A cluster whose CPU follows its load: reads are shared by the nodes, writes are carried by each. */
function plant(load: { readonly read: number; readonly write: number }, nodes: number): SnapshotShape {
  const cpuPercent = Math.min(100, load.read / nodes + load.write);
  const perPoint = 750; // normalised requests of r5.large per CPU point
  const writes = (load.write * perPoint) / 25;
  const requestsPerSecond = load.read * perPoint + writes;
  const writePercent = requestsPerSecond === 0 ? 0 : (writes / requestsPerSecond) * 100;
  return { nodes, cpuPercent, requestsPerSecond, writePercent, hitRatePercent: 100, cacheMemoryPercent: 70 };
}

test('the same load after the change leads to hold', () => {
  const loads = fc.record({
    read: fc.double({ min: 1, max: 700, noNaN: true }),
    write: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 20, noNaN: true })),
  });
  fc.assert(
    fc.property(loads, fc.integer({ min: 1, max: 11 }), policies, (load, start, policy) => {
      const at = (nodes: number): Decision =>
        decide(aSnapshot(plant(load, nodes)), policy, nothingBefore, fixtureNowMs);
      const first = at(start);
      fc.pre(first.verdict === 'apply');
      let nodes = nodesAfter(first.action, start);
      let decision = first;
      // Step limits and CPU that cannot be seen beyond 100 % need more than one step, always in one direction. So do
      // writes on the way in, where the worst case (all reads) was assumed.
      const out = nodes > start;
      for (let step = 0; step < 11 && decision.verdict === 'apply'; step += 1) {
        decision = at(nodes);
        const next = nodesAfter(decision.action, nodes);
        if (decision.verdict === 'apply') expect(next > nodes).toBe(out);
        if (decision.verdict === 'apply' && !out && load.write === 0) expect(first.reasonCodes).toContain('step-limit');
        nodes = next;
      }
      expect(decision.verdict).not.toBe('apply');
    }),
    { numRuns: 300 },
  );
});

test('arguments are never changed', () => {
  fc.assert(
    fc.property(shapes, policies, (shape, policy) => {
      const snapshot = deepFreeze(aSnapshot(shape));
      const copy = structuredClone(snapshot);

      decide(snapshot, deepFreeze(policy), deepFreeze({ ...nothingBefore }), fixtureNowMs);

      expect(snapshot).toEqual(copy);
    }),
  );
});

test('a recorded decision is replayed from its recorded inputs', () => {
  fc.assert(
    fc.property(shapes, policies, (shape, policy) => {
      const snapshot = aSnapshot(shape);
      const recorded = JSON.parse(JSON.stringify({ snapshot, policy })) as { snapshot: Snapshot; policy: Policy };

      expect(decide(recorded.snapshot, recorded.policy, nothingBefore, fixtureNowMs)).toEqual(
        decide(snapshot, policy, nothingBefore, fixtureNowMs),
      );
    }),
  );
});

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const child of Object.values(value)) deepFreeze(child);
  }
  return value;
}

describe('a table', () => {
  const loads = fc.record({
    level: fc.double({ min: 0, max: 5000, noNaN: true }),
    swing: fc.double({ min: 0, max: 1, noNaN: true }),
    bursts: fc.integer({ min: 1, max: 30 }),
    every: fc.integer({ min: 20, max: 400 }),
    writes: fc.double({ min: 0, max: 2, noNaN: true }),
  });
  const rules = fc
    .record({
      toProvisionedAbovePercent: fc.integer({ min: 10, max: 69 }),
      toOnDemandBelowPercent: fc.integer({ min: 0, max: 68 }),
    })
    .filter(
      ({ toProvisionedAbovePercent, toOnDemandBelowPercent }) => toOnDemandBelowPercent < toProvisionedAbovePercent,
    )
    .map((capacityMode) => policySchema.parse({ capacityMode }));

  test('that was switched for its price is not switched back by the same load, whatever the prices and thresholds', () => {
    const discounts = fc.record({
      onDemand: fc.integer({ min: 0, max: 60 }),
      provisioned: fc.integer({ min: 0, max: 60 }),
    });
    fc.assert(
      fc.property(loads, rules, discounts, (load, policy, discountPercent) => {
        const units = (atMs: number): number => {
          const period = Math.floor(atMs / (5 * minuteMs));
          const day = 1 + load.swing * Math.sin((2 * Math.PI * period) / 288);
          return load.level * day * (period % load.every === 0 ? load.bursts : 1);
        };
        const priced = { ...policy, prices: { ...policy.prices, discountPercent: { ...discountPercent, nodes: 0 } } };
        const at = (billingMode: 'provisioned' | 'on-demand'): Decision => {
          const table = {
            billingMode,
            consumedRead: units,
            consumedWrite: (atMs: number) => units(atMs) * load.writes,
            days: 7,
          };
          return decide(aSnapshot({ cluster: null, tables: [table] }), priced, nothingBefore, fixtureNowMs);
        };

        expect([at('provisioned').verdict, at('on-demand').verdict]).toContain('hold');
      }),
      { numRuns: 30 },
    );
  }, 60_000);
});
