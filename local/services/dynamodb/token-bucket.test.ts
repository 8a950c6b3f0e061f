import fc from 'fast-check';
import { TokenBucket } from './token-bucket';

test('keeps five minutes of unused capacity, no more', () => {
  const bucket = new TokenBucket(10, 300, 0);

  expect(bucket.tokens(0)).toBe(10);
  expect(bucket.tokens(100_000)).toBe(1_010);
  expect(bucket.tokens(10_000_000)).toBe(3_000);
});

test('a debt is paid before anything more is let in', () => {
  const bucket = new TokenBucket(10, 300, 0);
  bucket.take(60, 0);

  expect(bucket.allows(1, 5_000)).toBe(false);
  expect(bucket.allows(1, 5_100)).toBe(true);
});

test('what is larger than the bucket may begin when the bucket is full', () => {
  const bucket = new TokenBucket(1, 300, 0);

  expect(bucket.allows(1_000, 298_000)).toBe(false);
  expect(bucket.allows(1_000, 299_000)).toBe(true);
});

test('a lower rate cuts what was saved up', () => {
  const bucket = new TokenBucket(10, 300, 0);
  bucket.setRate(2, 600_000);

  expect(bucket.tokens(600_000)).toBe(600);
});

test('over any span no more is let in than was saved and came in, but for one request', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100 }),
      fc.array(fc.record({ waitMs: fc.nat(5_000), units: fc.integer({ min: 1, max: 50 }) }), { maxLength: 200 }),
      (rate, requests) => {
        const bucket = new TokenBucket(rate, 300, 0);
        let nowMs = 0;
        let used = 0;
        for (const { units, waitMs } of requests) {
          nowMs += waitMs;
          if (!bucket.allows(1, nowMs)) continue;
          bucket.take(units, nowMs);
          used += units;
        }
        expect(used).toBeLessThanOrEqual(rate + (nowMs / 1000) * rate + 50);
      },
    ),
  );
});
