/** Loads of known shape for the benchmark, so that it says something without recorded ones and beyond them. Four weeks each, from a seed. */
export interface NamedSeries {
  readonly name: string;
  readonly startMs: number;
  readonly values: Float64Array;
}

const minutes = 28 * 1440;
const startMs = Date.UTC(2026, 8, 7);

type Shape = (minute: number, random: () => number) => number;

const randomFrom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

const daily = (minute: number): number => 1 + 0.6 * Math.sin(2 * Math.PI * (minute / 1440 - 0.3));
const noisy = (level: number, spread: number, random: () => number): number => level * (1 + spread * normal(random));

const spikes = (): Shape => {
  let until = -1;
  return (minute, random) => {
    if (minute > until && random() < 0.004) until = minute + 20 + 60 * random();
    return noisy((minute <= until ? 3 : 1) * daily(minute), 0.05, random);
  };
};
const steps = (): Shape => {
  let level = 1;
  return (_, random) => {
    if (random() < 0.005) level = 0.5 + 2 * random();
    return noisy(level, 0.05, random);
  };
};
const walk = (): Shape => {
  let logarithm = 0;
  return (_, random) => {
    logarithm = logarithm * 0.999 + 0.06 * normal(random);
    return Math.exp(logarithm);
  };
};
const flash = (): Shape => {
  let extra = 0;
  return (minute, random) => {
    if (random() < 0.00075) extra = 4;
    extra *= 0.96;
    return noisy(daily(minute) * (1 + extra), 0.05, random);
  };
};
const weekend = (minute: number): number => ([5, 6].includes(Math.floor(minute / 1440) % 7) ? 0.4 : 1);
const office = (minute: number): number => (minute % 1440 >= 480 && minute % 1440 < 1200 ? 1 : 0.15);

const shapes: readonly (readonly [string, number, Shape])[] = [
  ['daily', 5, (minute, random) => noisy(daily(minute), 0.05, random)],
  ['daily-by-minute', 1, (minute, random) => noisy(daily(minute), 0.1, random)],
  ['weekly', 5, (minute, random) => noisy(daily(minute) * weekend(minute), 0.05, random)],
  ['flat', 5, (_, random) => noisy(1, 0.03, random)],
  ['growth', 5, (minute, random) => noisy((1 + (2 * minute) / minutes) * daily(minute), 0.05, random)],
  ['nightly-batch', 5, (minute, random) => noisy(minute % 1440 >= 120 && minute % 1440 < 180 ? 4 : 1, 0.05, random)],
  ['spikes', 5, spikes()],
  ['steps', 5, steps()],
  ['random-walk', 5, walk()],
  ['office-hours', 5, (minute, random) => noisy(office(minute), 0.08, random)],
  ['flash-crowds', 5, flash()],
  ['heavy-tailed', 5, (_, random) => Math.exp(0.6 * normal(random))],
];

export const generatedSeries = (): readonly NamedSeries[] =>
  shapes.map(([name, everyMinutes, shape], seed) => {
    const random = randomFrom(seed + 1);
    const values = new Float64Array(minutes);
    for (let minute = 0; minute < minutes; minute += 1) {
      const drawn = minute % everyMinutes === 0;
      values[minute] = drawn ? Math.max(0, shape(minute, random)) : (values[minute - 1] ?? 0);
    }
    return { name: `generated/${name}`, startMs, values };
  });
