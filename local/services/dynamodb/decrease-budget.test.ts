import { decreaseRefusal, decreasesToday, nextDecreaseAtMs } from './decrease-budget';

const at = (time: string): number => Date.parse(`2026-11-24T${time}:00Z`);

test('four decreases may follow each other', () => {
  const three = [at('00:01'), at('00:02'), at('00:03')];

  expect(nextDecreaseAtMs(three, at('00:04'))).toBeUndefined();
  expect(nextDecreaseAtMs([...three, at('00:04')], at('00:05'))).toBe(at('01:04'));
});

test('then one an hour, 27 a day', () => {
  const done: number[] = [];
  for (let minute = 0; minute < 24 * 60; minute += 1) {
    const nowMs = at('00:00') + minute * 60_000;
    if (nextDecreaseAtMs(done, nowMs) === undefined) done.push(nowMs);
  }

  expect(done).toHaveLength(27);
});

test('midnight UTC gives a new budget', () => {
  const spent = [at('23:50'), at('23:51'), at('23:52'), at('23:53')];
  const midnight = Date.parse('2026-11-25T00:00:00Z');

  expect(nextDecreaseAtMs(spent, at('23:55'))).toBe(midnight);
  expect(nextDecreaseAtMs(spent, midnight)).toBeUndefined();
  expect(decreasesToday(spent, midnight)).toEqual([]);
});

test('the refusal says how many there were and when the next may be', () => {
  const four = [at('10:00'), at('10:01'), at('10:02'), at('10:03')];

  expect(decreaseRefusal(four, at('10:10'), at('11:03'))).toMatch(
    /Number of decreases today: 4\. Last decrease at Tue, 24 Nov 2026 10:03:00 GMT\. Next decrease can be made at Tue, 24 Nov 2026 11:03:00 GMT$/,
  );
});
