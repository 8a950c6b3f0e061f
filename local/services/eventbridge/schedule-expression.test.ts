import { parseSchedule } from './schedule-expression';

const START_MS = Date.UTC(2026, 10, 23, 12, 0, 30);

function runs(text: string, count: number): readonly string[] {
  const schedule = parseSchedule(text);
  const times: string[] = [];
  let atMs: number | undefined = START_MS;
  while (times.length < count && atMs !== undefined) {
    atMs = schedule?.nextAfter(atMs, START_MS);
    times.push(atMs === undefined ? 'never' : new Date(atMs).toISOString().slice(0, 19));
  }
  return times;
}

test.each([
  ['rate(5 minutes)', ['2026-11-23T12:05:30', '2026-11-23T12:10:30']],
  ['rate(1 hour)', ['2026-11-23T13:00:30', '2026-11-23T14:00:30']],
  ['cron(0/15 * * * ? *)', ['2026-11-23T12:15:00', '2026-11-23T12:30:00']],
  ['cron(0 8 ? * MON-FRI *)', ['2026-11-24T08:00:00', '2026-11-25T08:00:00']],
  ['cron(30 22 L * ? *)', ['2026-11-30T22:30:00', '2026-12-31T22:30:00']],
  ['cron(0 0 ? * 2#1 *)', ['2026-12-07T00:00:00', '2027-01-04T00:00:00']],
  ['cron(0 0 1 1 ? 2026)', ['never']],
])('%s runs at %j', (text, expected) => {
  expect(runs(text, expected.length)).toEqual(expected);
});

test.each([
  'rate(0 minutes)',
  'rate(1 minutes)',
  'rate(5 minute)',
  'rate(5 seconds)',
  'rate(-5 minutes)',
  'rate(1.5 hours)',
  'cron(* * * * *)',
  'cron(* * * * * *)',
  'cron(0 0 ? * ? *)',
  'cron(61 * * * ? *)',
  'cron(x * * * ? *)',
  'cron(0 0 * * ? 1969)',
  'every(5 minutes)',
  '5 minutes',
  '',
])('"%s" is no schedule', (text) => {
  expect(parseSchedule(text)).toBeUndefined();
});
