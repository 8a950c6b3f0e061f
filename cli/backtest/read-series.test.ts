import { readSeries } from './read-series';

const lines = (...rows: readonly string[]) => ['timestamp,value', ...rows].join('\n');
const read = (...rows: readonly string[]) => {
  const result = readSeries(lines(...rows));
  if (result.kind === 'invalid') throw new Error(result.problems.join('; '));
  return { values: Array.from(result.series.values), notes: result.series.notes, startMs: result.series.startMs };
};
const problems = (text: string) => {
  const result = readSeries(text);
  return result.kind === 'invalid' ? result.problems : [];
};

test('points five minutes apart are held, wider ones are joined by a line', () => {
  expect(read('2026-01-01 00:00:00,10', '2026-01-01 00:05:00,20').values).toEqual([10, 10, 10, 10, 10, 20]);
  expect(read('2026-01-01 00:00:00,10', '2026-01-01 00:10:00,20').values.slice(0, 4)).toEqual([10, 11, 12, 13]);
});

test('times without a zone are UTC', () => {
  expect(read('2026-01-01 00:00:53,1', '2026-01-01T00:01:53Z,2')).toMatchObject({
    startMs: Date.UTC(2026, 0, 1, 0, 0, 53),
    values: [1, 2],
  });
  expect(read('2026-01-01T01:00:00+01:00,1', '2026-01-01 00:01:00,2').startMs).toBe(Date.UTC(2026, 0, 1));
});

test('wrong order, duplicates, gaps and mixed steps are treated as said in the notes', () => {
  const mixed = read(
    '2026-01-01 00:02:00,3',
    '2026-01-01 00:00:00,1',
    '2026-01-01 00:02:20,4',
    '2026-01-01 00:20:00,4',
  );

  expect(mixed.values.slice(0, 4)).toEqual([1, 1, 4, 4]);
  expect(mixed.notes).toEqual([
    'lines were not in order of time: sorted',
    '1 points fell on a minute that had one: the last counts',
    '1 gaps of more than 5 minutes: values between are interpolated',
  ]);
});

test('a year of minutes is read', () => {
  const rows = Array.from({ length: 366 }, (_, day) => `${new Date(Date.UTC(2026, 0, 1 + day)).toISOString()},${day}`);

  expect(read(...rows).values).toHaveLength(365 * 1440 + 1);
});

test.each([
  ['', 'line 1: "" must be the header "timestamp,value"'],
  ['time,load\n', 'line 1: "time,load" must be the header "timestamp,value"'],
  [
    lines('2026-01-01 00:00:00,abc'),
    'line 2: "2026-01-01 00:00:00,abc": the value "abc" must be a number of at least 0',
  ],
  [
    lines('2026-01-01 00:00:00,NaN'),
    'line 2: "2026-01-01 00:00:00,NaN": the value "NaN" must be a number of at least 0',
  ],
  [lines('2026-01-01 00:00:00,-1'), 'line 2: "2026-01-01 00:00:00,-1": the value "-1" must be a number of at least 0'],
  [lines('2026-01-01 00:00:00,'), 'line 2: "2026-01-01 00:00:00,": the value "" must be a number of at least 0'],
  [
    lines('2026-02-30 00:00:00,1'),
    'line 2: "2026-02-30 00:00:00,1": the timestamp "2026-02-30 00:00:00" must be a date and time, e.g. 2026-11-24 12:00:00',
  ],
  [
    lines('yesterday,1'),
    'line 2: "yesterday,1": the timestamp "yesterday" must be a date and time, e.g. 2026-11-24 12:00:00',
  ],
  [lines('2026-01-01 00:00:00,1,2'), 'line 2: "2026-01-01 00:00:00,1,2": must be a timestamp and a value'],
  [lines('2026-01-01 00:00:00,1'), '1 data lines: a replay needs at least 2 points at different minutes'],
  [lines('2026-01-01 00:00:00,1', '2026-01-01 00:00:30,1'), 'all points lie in one minute: a replay needs at least 2'],
  [
    lines('1999-01-01 00:00:00,1', '2026-01-01 00:00:00,1'),
    'from the first to the last timestamp it is 9862 days: at most two years are played',
  ],
])('bad input %# is refused with its line, value and rule', (text, problem) => {
  expect(problems(text)).toEqual([problem]);
});

test('every bad line is listed, up to twenty', () => {
  expect(problems(lines(...Array.from({ length: 50 }, () => 'x,y')))).toHaveLength(20);
});
