import { parseSchedule } from './schedule';

const startMs = Date.parse('2026-11-24T12:00:00Z');

test.each([
  ['at(2026-11-24T13:30:00)', '2026-11-24T13:30:00.000Z'],
  ['rate(90 minutes)', '2026-11-24T13:30:00.000Z'],
  ['rate(1 day)', '2026-11-25T12:00:00.000Z'],
  ['cron(0 8 ? * MON-FRI *)', '2026-11-25T08:00:00.000Z'],
])('%s runs next at %s', (text, expected) => {
  const next = parseSchedule(text, startMs)(startMs);

  expect(new Date(next ?? 0).toISOString()).toBe(expected);
});

test('a moment in the past has no run', () => {
  expect(parseSchedule('at(2026-11-24T11:59:59)', startMs)(startMs)).toBeUndefined();
});

test('a rate keeps its beat however late it is asked', () => {
  const everyHour = parseSchedule('rate(1 hour)', startMs);

  expect(everyHour(startMs + 5.5 * 3_600_000)).toBe(startMs + 6 * 3_600_000);
});

test.each(['tomorrow', 'at(2026-13-01T00:00:00)', 'rate(0 minutes)', 'rate(5 weeks)', 'cron(0 8 * *)'])(
  'refuses %s',
  (text) => {
    expect(() => parseSchedule(text, startMs)).toThrow(/Schedule/);
  },
);
