import fc from 'fast-check';
import { type Policy, type PolicyInput, policyProblems, policySchema, spanAt } from '../../targets';
import { decide } from '../decide';
import type { Action, Decision, History, Veto } from '../decision';
import { clusterUsdPerMonth, listPrices } from '../price-book';
import type { Snapshot } from '../snapshot';
import { aSnapshot, dayMs, fixtureNowMs, hourMs, type SnapshotShape } from '../testing';

const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata');
const clock = fc.integer({ min: 0, max: 23 }).map((hour) => `${String(hour).padStart(2, '0')}:00`);
const windows = fc.record(
  { days: fc.subarray(['mon', 'tue', 'wed'] as const, { minLength: 1 }), from: clock, to: clock, timeZone: zones },
  { requiredKeys: ['from', 'to', 'timeZone'] },
);

const policies: fc.Arbitrary<Policy> = fc
  .record({
    nodes: fc.record({
      min: fc.integer({ min: 1, max: 6 }),
      max: fc.integer({ min: 6, max: 11 }),
      maxStepOut: fc.integer({ min: 1, max: 5 }),
      maxStepIn: fc.integer({ min: 1, max: 5 }),
      surviveLossOfOneNode: fc.boolean(),
    }),
    bands: fc.constant({ cpuPercent: { low: 35, high: 75 } }),
    noScaleIn: fc.array(windows, { maxLength: 1 }),
    changeCalendar: fc.array(
      fc.tuple(windows, fc.constantFrom('scale-out' as const, 'nothing' as const)).map(([window, allow]) => ({
        ...window,
        allow,
      })),
      { maxLength: 1 },
    ),
    floors: fc.array(
      fc.tuple(windows, fc.integer({ min: 2, max: 11 })).map(([window, nodes]) => ({ ...window, nodes })),
      { maxLength: 1 },
    ),
    budget: fc.record({ maxUsdPerMonth: fc.integer({ min: 300, max: 3000 }) }, { requiredKeys: [] }),
  })
  .map((input) => policySchema.parse(input satisfies PolicyInput))
  .filter((policy) => policyProblems(policy).length === 0);

const histories: fc.Arbitrary<History> = fc.record(
  {
    switchesToOnDemandMs: fc.constant([]),
    vetoes: fc.array(
      fc.record({
        kind: fc.constant('set-node-count' as const),
        resource: fc.constantFrom('shop', 'other'),
        to: fc.integer({ min: 1, max: 11 }).map(String),
        untilMs: fc.integer({ min: -2, max: 2 }).map((hours) => fixtureNowMs + hours * hourMs),
        strikes: fc.constant(1),
      }),
      { maxLength: 4 },
    ),
    override: fc.record(
      {
        by: fc.constant('ann'),
        reason: fc.constant('test'),
        atMs: fc.constant(fixtureNowMs - hourMs),
        untilMs: fc.constantFrom(fixtureNowMs - 1, fixtureNowMs + hourMs),
        hold: fc.boolean(),
        nodes: fc.record(
          { min: fc.integer({ min: 1, max: 11 }), max: fc.integer({ min: 1, max: 11 }) },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: ['by', 'reason', 'atMs', 'untilMs'] },
    ),
  },
  { requiredKeys: ['switchesToOnDemandMs'] },
);

const percent = fc.double({ min: 1, max: 100, noNaN: true });
const shapes: fc.Arbitrary<SnapshotShape> = fc.record({
  nodes: fc.integer({ min: 1, max: 11 }),
  cpuPercent: percent,
  cacheMemoryPercent: fc.constantFrom(40, 70, 99.5),
  hitRatePercent: fc.constantFrom(60, 92),
  maintenanceWindow: fc.constantFrom('tue:11:00-tue:13:00', 'sun:01:00-sun:02:00'),
});

const runs = { numRuns: 150 };
const nodesAfter = (action: Action | null, nodes: number): number =>
  action?.kind === 'set-node-count' ? action.to : nodes;

test('bounds, steps, vetoes, overrides, windows and budget hold whatever is seen', () => {
  fc.assert(
    fc.property(shapes, policies, histories, (shape, policy, history) => {
      const { action, verdict } = decide(aSnapshot(shape), policy, history, fixtureNowMs);
      if (action === null) return;
      const { override } = history;
      const live = override !== undefined && override.untilMs > fixtureNowMs ? override : undefined;
      expect(live?.hold).not.toBe(true);
      const closed = policy.changeCalendar.filter((window) => spanAt(window, fixtureNowMs) !== undefined);
      expect(closed.some(({ allow }) => allow === 'nothing')).toBe(false);
      if (action.kind !== 'set-node-count') return;
      expect(verdict).toBe('apply');
      const { from, to } = action;
      const { min, max, maxStepOut, maxStepIn } = policy.nodes;
      const inForce = (veto: Veto): boolean => veto.untilMs > fixtureNowMs && veto.resource === 'shop';
      expect((history.vetoes ?? []).filter(inForce).map((veto) => veto.to)).not.toContain(String(to));
      if (to > from) {
        expect(to - from).toBeLessThanOrEqual(maxStepOut);
        expect(to).toBeLessThanOrEqual(max);
        const usd = clusterUsdPerMonth(listPrices, 'dax.r5.large', to) ?? 0;
        expect(usd).toBeLessThanOrEqual(policy.budget.maxUsdPerMonth ?? Number.POSITIVE_INFINITY);
      } else {
        expect(from - to).toBeLessThanOrEqual(maxStepIn);
        expect(to).toBeGreaterThanOrEqual(min);
        expect(closed).toEqual([]);
        expect(policy.noScaleIn.some((window) => spanAt(window, fixtureNowMs) !== undefined)).toBe(false);
        expect(shape.maintenanceWindow).not.toContain('tue');
      }
    }),
    runs,
  );
});

test('more load never gives fewer nodes, whatever is vetoed, paid for or wanted', () => {
  fc.assert(
    fc.property(
      shapes,
      policies,
      histories,
      fc.double({ min: 0.1, max: 1, noNaN: true }),
      (shape, policy, past, less) => {
        const nodes = shape.nodes ?? 3;
        const wanted = (factor: number): number => {
          const cpuPercent = (shape.cpuPercent as number) * factor;
          const seen = { ...shape, cpuPercent, hitRatePercent: 92, cacheMemoryPercent: 70 };
          return nodesAfter(decide(aSnapshot(seen), policy, past, fixtureNowMs).action, nodes);
        };

        expect(wanted(1)).toBeGreaterThanOrEqual(wanted(less));
      },
    ),
    runs,
  );
});

test('a week later by the clock, with everything else a week later too, the decision is the same', () => {
  const weeks = (policy: Policy) => policy.floors.length + policy.noScaleIn.length + policy.changeCalendar.length;
  fc.assert(
    fc.property(shapes, policies, (shape, policy) => {
      fc.pre(weeks(policy) > 0);
      const at = (nowMs: number): Decision =>
        decide(aSnapshot({ ...shape, nowMs }), policy, { switchesToOnDemandMs: [] }, nowMs);
      const { action, reasonCodes, costUsdPerMonth } = at(fixtureNowMs + 7 * dayMs);

      expect({ action, reasonCodes, costUsdPerMonth }).toEqual({
        action: at(fixtureNowMs).action,
        reasonCodes: at(fixtureNowMs).reasonCodes,
        costUsdPerMonth: at(fixtureNowMs).costUsdPerMonth,
      });
    }),
    { numRuns: 60 },
  );
});

test('a recorded decision with its vetoes and override is replayed from what was recorded', () => {
  fc.assert(
    fc.property(shapes, policies, histories, (shape, policy, history) => {
      const snapshot = aSnapshot(shape);
      const recorded = JSON.parse(JSON.stringify({ snapshot, policy, history })) as {
        snapshot: Snapshot;
        policy: Policy;
        history: History;
      };

      expect(decide(recorded.snapshot, recorded.policy, recorded.history, fixtureNowMs)).toEqual(
        decide(snapshot, policy, history, fixtureNowMs),
      );
    }),
    { numRuns: 60 },
  );
});

test('unknown readings lead to no change, whatever floors and overrides want', () => {
  fc.assert(
    fc.property(shapes, policies, histories, (shape, policy, history) => {
      const decision = decide(aSnapshot({ ...shape, cpuPercent: () => null }), policy, history, fixtureNowMs);

      expect(decision).toMatchObject({ verdict: 'hold', action: null });
    }),
    { numRuns: 60 },
  );
});
