import { leavable, replacedAtHours } from './billed-hours';

test('a node leaves in the last ten minutes of an hour of its life, counted to the end of its removal', () => {
  expect([47, 48, 58, 59].map((age) => leavable([age]))).toEqual([0, 1, 1, 0]);
  expect(leavable([118, 30, 50])).toBe(0);
  expect(leavable([118, 50, 55])).toBe(3);
});

test('a cluster of one age is replaced where 25 minutes later an hour of it ends', () => {
  const times = Array.from({ length: 60 }, (_, age) => age).filter((age) => replacedAtHours([age, age, age]));

  expect(times).toEqual([25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35]);
});

test('whatever the ages, there is a time within an hour', () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const ages = Array.from({ length: 1 + (seed % 11) }, (_, node) => (seed * 37 + node * node * 13) % 600);
    const inAnHour = Array.from({ length: 60 }, (_, minute) => ages.map((age) => age + minute));

    expect(inAnHour.some(replacedAtHours)).toBe(true);
  }
});
