import fc from 'fast-check';
import { LoadSignals, rollingMaximum, rollingMinimum, SignalsAt } from './load-signals';

const demands = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 400 });

test('the rolling maximum is that of the values before, one by one', () => {
  fc.assert(
    fc.property(demands, fc.integer({ min: 1, max: 60 }), (values, width) => {
      const rolled = rollingMaximum(Float64Array.from(values), width);

      for (let minute = 1; minute <= values.length; minute += 1) {
        expect(rolled[minute]).toBe(Math.max(...values.slice(Math.max(0, minute - width), minute)));
      }
    }),
    { numRuns: 50 },
  );
});

test('what a single decision reads is what a whole replay reads', () => {
  const twoWeeks = Float64Array.from({ length: 14 * 1440 }, (_, minute) =>
    Math.abs(Math.sin(minute / 97) * (minute % 811)),
  );
  const all = new LoadSignals(twoWeeks);
  for (const minute of [1, 5, 19, 1399, 1400, 1440, 1441, 5000, 10_080, 10_081, 20_000, 20_160]) {
    const one = new SignalsAt(twoWeeks, minute);

    expect(one.now).toBe(all.now[minute]);
    for (const sight of ['highest', 'lasting'] as const) {
      expect(one.seen(sight)).toBe(all.seen(sight)[minute]);
      expect(one.highestSeen(sight, 90)).toBe(all.highestSeen(sight, 90)[minute]);
    }
    expect(one.highest(24 * 60)).toBe(all.highest(24 * 60)[minute]);
    for (const season of ['none', 'usual', 'week'] as const)
      expect(one.season(season)).toBe(all.season(season)[minute]);
  }
});

test('no signal of a minute knows that minute or one after', () => {
  const before = Float64Array.from({ length: 11_000 }, (_, minute) => (minute * 7919) % 1000);
  const after = before.map((value, minute) => (minute < 10_500 ? value : 1e6));
  const [one, other] = [new LoadSignals(before), new LoadSignals(after)];

  for (const of of [
    (signals: LoadSignals) => signals.now,
    (signals: LoadSignals) => signals.seen('lasting'),
    (signals: LoadSignals) => signals.highestSeen('lasting', 30),
    (signals: LoadSignals) => signals.highest(600),
    (signals: LoadSignals) => signals.season('usual'),
    (signals: LoadSignals) => signals.season('week'),
  ]) {
    expect(of(one).slice(0, 10_501)).toEqual(of(other).slice(0, 10_501));
  }
});

test('the usual load of a time of day is the median of the days known, so one odd day does not make a season', () => {
  const day = (peak: number) => Array.from({ length: 1440 }, (_, minute) => (minute === 600 ? peak : 10));
  const usual = new SignalsAt([...day(100), ...day(900), ...day(100), ...day(100).slice(0, 580)], 3 * 1440 + 580);

  expect(usual.season('usual')).toBe(100);
});

test('what lasts is not seen in a single sample of five minutes', () => {
  const sample = Float64Array.from({ length: 40 }, (_, minute) => (minute >= 20 && minute < 25 ? 500 : 100));
  const lasting = new LoadSignals(sample).seen('lasting');

  expect(Math.max(...lasting)).toBe(100);
  expect(rollingMinimum(sample, 5)[25]).toBe(500);
});
