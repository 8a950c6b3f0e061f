import { isLongQuiet } from './long-quiet';

const hours = (length: number, ...at: readonly number[]): Uint8Array => {
  const byHour = new Uint8Array(length);
  for (const hour of at) byHour[hour] = 7;
  return byHour;
};

test.each([
  { name: 'nothing ever', byHour: hours(48), isOver: true },
  { name: 'once, in this hour', byHour: hours(48, 47), isOver: false },
  { name: 'once, an hour ago', byHour: hours(48, 46), isOver: true },
  { name: 'every 6 hours, quiet for 18', byHour: hours(40, 9, 15, 21), isOver: false },
  { name: 'every 6 hours, quiet for 19', byHour: hours(41, 9, 15, 21), isOver: true },
  { name: 'the longest gap counts, not the last one', byHour: hours(60, 1, 25, 27), isOver: false },
])('$name: over is $isOver', ({ byHour, isOver }) => {
  expect(isLongQuiet(byHour)).toBe(isOver);
});
