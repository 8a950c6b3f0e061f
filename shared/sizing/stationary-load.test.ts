import fc from 'fast-check';
import { policySchema } from '../targets';
import { decide } from './decide';
import type { Change, History } from './decision';
import { aSnapshot, fixtureNowMs, minuteMs } from './testing';

const nothingBefore: History = { switchesToOnDemandMs: [] };

describe('a stationary load', () => {
  /**
   * Plays a load (CPU points of one node, per minute) against the rules: a decision each hour, and each 5 minutes of high CPU. Other
   * node types are left out, since they would only be listed.
   */
  function changesOver(days: number, loadAt: (minute: number) => number): readonly Change[] {
    const policy = policySchema.parse({ nodes: { allowedTypes: ['dax.r5.large'] } });
    const changes: Change[] = [];
    const cpu: number[] = [];
    let nodes = 5;
    for (let minute = 0; minute < days * 24 * 60; minute += 1) {
      cpu.push(Math.min(100, loadAt(minute) / nodes));
      const alarmed = (cpu.at(-1) ?? 0) > policy.bands.cpuPercent.high && minute % 5 === 4;
      if (!alarmed && minute % 60 !== 59) continue;
      const nowMs = fixtureNowMs + (minute + 1) * minuteMs;
      const seen = cpu.slice(-65);
      const shape = { nodes, cacheMemoryPercent: 70, hitRatePercent: 92, nowMs, minutes: seen.length };
      const recentChanges = changes.filter(({ completedAtMs }) => nowMs - completedAtMs < 7 * 24 * 60 * minuteMs);
      const lastChange = changes.at(-1);
      const history = { ...nothingBefore, recentChanges, ...(lastChange === undefined ? {} : { lastChange }) };
      const decision = decide(
        aSnapshot({ ...shape, cpuPercent: (index) => seen[index] ?? null }),
        policy,
        history,
        nowMs,
      );
      if (decision.action?.kind !== 'set-node-count') continue;
      const { from, to } = decision.action;
      nodes = to;
      changes.push({ kind: 'set-node-count', direction: to > from ? 'out' : 'in', completedAtMs: nowMs });
    }
    return changes;
  }

  test('that varies from minute to minute is answered by a handful of changes in 30 days', () => {
    const noise = fc.record({
      level: fc.integer({ min: 20, max: 600 }),
      spread: fc.double({ min: 0, max: 0.5, noNaN: true }),
      seed: fc.integer(),
    });
    fc.assert(
      fc.property(noise, ({ level, spread, seed }) => {
        const random = randomFrom(seed);
        const changes = changesOver(30, () => level * (1 + spread * (2 * random() - 1)));

        expect(changes.length).toBeLessThanOrEqual(10);
      }),
      { numRuns: 2 },
    );
  }, 60_000);

  test('that bursts again and again is answered ever more slowly, not by a change per burst', () => {
    // Every 70 minutes ten minutes of four times the load: 617 bursts in 30 days. Each scale-in that a burst undoes doubles
    // the next wait, and 0.5 h x (2^9 - 1) is more than a week, so about nine rounds fit in each of the weeks.
    const changes = changesOver(30, (minute) => (minute % 70 < 10 ? 320 : 80));

    expect(changes.length).toBeLessThanOrEqual(80);
  }, 60_000);
});

/** A small linear congruential generator: the same seed gives the same load. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
