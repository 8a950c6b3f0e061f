import fc from 'fast-check';
import { LoadSignals, rollingMaximum, SignalsAt } from './load-signals';

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
    expect(one.rise).toBe(all.rise[minute]);
    expect(one.highest(24 * 60)).toBe(all.highest(24 * 60)[minute]);
    for (const season of ['none', 'day', 'week'] as const) expect(one.season(season)).toBe(all.season(season)[minute]);
  }
});

test('no signal of a minute knows that minute or one after', () => {
  const before = Float64Array.from({ length: 11_000 }, (_, minute) => (minute * 7919) % 1000);
  const after = before.map((value, minute) => (minute < 10_500 ? value : 1e6));
  const [one, other] = [new LoadSignals(before), new LoadSignals(after)];

  for (const of of [
    (signals: LoadSignals) => signals.now,
    (signals: LoadSignals) => signals.rise,
    (signals: LoadSignals) => signals.highest(600),
    (signals: LoadSignals) => signals.season('day'),
    (signals: LoadSignals) => signals.season('week'),
  ]) {
    expect(of(one).slice(0, 10_501)).toEqual(of(other).slice(0, 10_501));
  }
});
