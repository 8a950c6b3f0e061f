import { parseSeries, scaleToStart, steepestStretch } from './series';

const csv = (values: readonly (number | string)[]) =>
  `timestamp,value\n${values.map((v, i) => `2026-11-20 18:${String(i).padStart(2, '0')}:00,${v}`).join('\n')}\n`;

test('a recorded series is read in its order', () => {
  const parsed = parseSeries(csv([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]));

  expect(parsed).toEqual({ kind: 'series', values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] });
});

test.each([
  ['a wrong header', 'time,value\n', /line 1: the header must be "timestamp,value"/],
  ['a word as value', csv([1, 2, 'many']), /line 4: the value "many"/],
  ['an empty value', csv([1, '']), /line 3: the value ""/],
  ['a negative value', csv([1, -2]), /line 3: the value "-2"/],
  ['a third column', 'timestamp,value\n2026-11-20 18:00:00,1,2\n', /line 2/],
  ['too few points', csv([1, 2, 3]), /3 points: a replay needs at least 10/],
])('%s is refused with the line and the rule', (_, text, message) => {
  const parsed = parseSeries(text);

  expect(parsed).toMatchObject({ kind: 'invalid', problem: expect.stringMatching(message) });
});

test('of a long recording the stretch around the steepest lasting rise is played', () => {
  const flatThenHigh = [...Array(100).fill(10), ...Array(100).fill(30)] as number[];

  const stretch = steepestStretch(flatThenHigh, 40);

  expect(stretch).toEqual([...Array(10).fill(10), ...Array(30).fill(30)]);
});

test('the start of the series is scaled to the level that is asked for', () => {
  expect(scaleToStart([2, 2, 4], 2, 100)).toEqual([100, 100, 200]);
});
