import { type Followed, follow, followWithMemories, type HourlyCosts, sideBySide, usdPerDay } from './follow';

const dayHours = 24;

/** Costs of each expert by hour, as a function of both. */
const costsOf = (hours: number, experts: number, usd: (hour: number, expert: number) => number): HourlyCosts => ({
  experts,
  usd: Float64Array.from({ length: hours * experts }, (_, at) => usd(Math.floor(at / experts), at % experts)),
});
const rules = { halfLifeDays: 3, margin: 0.01, first: 0 };
const sum = ({ usd }: Followed): number => usd.reduce((all, one) => all + one, 0);

test('the first is followed for a day, then the cheapest until now, and its hours are what is paid', () => {
  const { choice, usd } = follow(
    costsOf(48, 2, (_, expert) => [3, 2][expert] ?? 0),
    rules,
  );

  expect([...choice.subarray(0, dayHours)]).toEqual(Array.from({ length: dayHours }, () => 0));
  expect([...choice.subarray(dayHours)]).toEqual(Array.from({ length: dayHours + 1 }, () => 1));
  expect([usd[dayHours - 1], usd[dayHours]]).toEqual([3, 2]);
});

test('a challenger must be cheaper by the margin, a larger one by its own', () => {
  const nearly = costsOf(240, 2, (_, expert) => [100, 95][expert] ?? 0);

  expect(follow(nearly, { ...rules, margin: 0.1 }).choice.at(-1)).toBe(0);
  expect(follow(nearly, { ...rules, margin: 0.02 }).choice.at(-1)).toBe(1);
  expect(follow(nearly, { ...rules, margin: 0.02, marginUp: 0.2 }).choice.at(-1)).toBe(0);
  const smaller = costsOf(240, 2, (_, expert) => [95, 100][expert] ?? 0);
  expect(follow(smaller, { ...rules, margin: 0.02, marginUp: 0.2, first: 1 }).choice.at(-1)).toBe(0);
});

test('an hour knows nothing of the hours after it', () => {
  const wave = (hour: number, expert: number): number => 2 + Math.sin(hour / 17 + expert * 2);
  const memories = { memoriesDays: [1, 3, 7], judgedOverDays: 3, firstMemory: 1, margin: 0.01, first: 0 };
  const whole = followWithMemories(costsOf(400, 3, wave), memories);
  const part = followWithMemories(costsOf(250, 3, wave), memories);

  expect(whole.choice.subarray(0, 251)).toEqual(part.choice);
  expect(whole.usd.subarray(0, 250)).toEqual(part.usd);
});

test('a load that has changed its ways is left to the short memory, rare peaks to the long one', () => {
  const memories = { memoriesDays: [1, 7], judgedOverDays: 3, margin: 0.02, first: 0 };
  // Expert 1 carries what costs the cheap one 200 USD in one hour.
  const peaks = (every: number, until: number) =>
    costsOf(1000, 2, (hour, expert) => {
      const isPeak = hour < until && hour % every === every - 1;
      return expert === 1 ? 2 : 1 + (isPeak ? 199 : 0);
    });
  const changed = peaks(12, 500);
  const best = (costs: HourlyCosts) => followWithMemories(costs, { ...memories, firstMemory: 1 });

  // Twelve hours after the last peak it is over for a short memory; a long one would pay for a week.
  const shortPays = sum(follow(changed, { ...memories, halfLifeDays: 1 }));
  const longPays = sum(follow(changed, { ...memories, halfLifeDays: 7 }));
  expect(shortPays).toBeLessThan(longPays);
  expect(sum(best(changed))).toBeLessThan((shortPays + longPays) / 2);

  const rare = peaks(72, 1000);
  const shortOnRare = sum(follow(rare, { ...memories, halfLifeDays: 1 }));
  expect(sum(follow(rare, { ...memories, halfLifeDays: 7 }))).toBeLessThan(shortOnRare);
  expect(sum(best(rare))).toBeLessThan(shortOnRare);
});

test('followers side by side are experts again; a mean a day weighs the newest hours most', () => {
  const both = sideBySide([
    { choice: new Uint8Array(3), usd: Float64Array.of(1, 2) },
    { choice: new Uint8Array(3), usd: Float64Array.of(3, 4) },
  ]);

  expect([both.experts, ...both.usd]).toEqual([2, 1, 3, 2, 4]);
  const rising = { usd: Float64Array.from({ length: 100 }, (_, hour) => hour) };
  expect(usdPerDay(rising, 0, 3)).toBe(0);
  expect(usdPerDay({ usd: new Float64Array(50).fill(2) }, 50, 3)).toBeCloseTo(48);
  expect(usdPerDay(rising, 100, 1)).toBeGreaterThan(usdPerDay(rising, 100, 7));
});
