import fc from 'fast-check';
import { type CachedValue, ENTRY_OVERHEAD_BYTES, EVICT_ABOVE, NodeCache } from './node-cache';

const LIMIT_BYTES = 4_000;
const TTL_MS = 100;

function value(sequence: number, bytes: number, storedAtMs: number): CachedValue {
  return { reply: 'x'.repeat(bytes), kind: 'item', storedAtMs, sequence };
}

function cacheAt(clock: { ms: number }): NodeCache {
  return new NodeCache({
    limitBytes: LIMIT_BYTES,
    recordTtlMs: () => TTL_MS,
    queryTtlMs: () => TTL_MS,
    now: () => clock.ms,
    fixedBytes: () => 0,
  });
}

/** The same rules on a plain map: its order of insertion is the order of use. */
class PlainCache {
  private readonly entries = new Map<string, CachedValue>();

  constructor(private readonly clock: { ms: number }) {}

  get bytes(): number {
    return [...this.entries].reduce(
      (sum, [key, held]) => sum + key.length + held.reply.length + ENTRY_OVERHEAD_BYTES,
      0,
    );
  }

  get(key: string): CachedValue | undefined {
    const held = this.entries.get(key);
    this.entries.delete(key);
    if (held === undefined || this.clock.ms - held.storedAtMs >= TTL_MS) return undefined;
    this.entries.set(key, held);
    return held;
  }

  set(key: string, held: CachedValue): void {
    const present = this.entries.get(key);
    if (present !== undefined && present.sequence > held.sequence) return;
    this.entries.delete(key);
    if (key.length + held.reply.length + ENTRY_OVERHEAD_BYTES > LIMIT_BYTES * EVICT_ABOVE) return;
    this.entries.set(key, held);
    while (this.bytes > LIMIT_BYTES * EVICT_ABOVE) {
      const [oldest] = this.entries.keys();
      this.entries.delete(oldest as string);
    }
  }

  remove(key: string, sequence: number): void {
    if ((this.entries.get(key)?.sequence ?? Number.POSITIVE_INFINITY) <= sequence) this.entries.delete(key);
  }
}

const step = fc.oneof(
  fc.record({ do: fc.constant('set' as const), key: fc.nat(12), bytes: fc.nat({ max: 5_000 }), sequence: fc.nat(50) }),
  fc.record({ do: fc.constant('set' as const), key: fc.nat(12), bytes: fc.nat({ max: 400 }), sequence: fc.nat(50) }),
  fc.record({ do: fc.constant('get' as const), key: fc.nat(12) }),
  fc.record({ do: fc.constant('remove' as const), key: fc.nat(12), sequence: fc.nat(50) }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.nat(60) }),
);

describe('the memory of a node', () => {
  test('holds what a plain model of it holds, in whatever order it is used', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const clock = { ms: 0 };
        const [cache, model] = [cacheAt(clock), new PlainCache(clock)];
        for (const action of steps) {
          if (action.do === 'wait') clock.ms += action.ms;
          else if (action.do === 'get') expect(cache.get(`k${action.key}`)).toEqual(model.get(`k${action.key}`));
          else if (action.do === 'set') {
            const held = value(action.sequence, action.bytes, clock.ms);
            cache.set(`k${action.key}`, held);
            model.set(`k${action.key}`, held);
          } else {
            cache.remove(`k${action.key}`, action.sequence);
            model.remove(`k${action.key}`, action.sequence);
          }
          expect(cache.bytes).toBe(model.bytes);
          expect(cache.bytes).toBeLessThanOrEqual(LIMIT_BYTES);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('gives back the memory of what has expired without being asked for it', () => {
    const clock = { ms: 0 };
    const cache = cacheAt(clock);
    for (let index = 0; index < 10; index += 1) cache.set(`k${index}`, value(1, 50, clock.ms));
    clock.ms = TTL_MS;
    cache.set('fresh', value(2, 50, clock.ms));
    cache.sweep();
    expect(cache.size).toBe(1);
    expect(cache.evictedCount).toBe(0);
  });

  test('copies another in its order of use', () => {
    const clock = { ms: 0 };
    const [from, to] = [cacheAt(clock), cacheAt(clock)];
    for (const key of ['a', 'b', 'c']) from.set(key, value(1, 900, 0));
    from.get('a');
    to.copyFrom(from);
    to.set('d', value(2, 900, 0));
    expect(['a', 'b', 'c', 'd'].filter((key) => to.get(key) !== undefined)).toEqual(['a', 'c', 'd']);
  });
});
