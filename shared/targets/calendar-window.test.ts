import { type CalendarWindow, spanAt } from './calendar-window';

const hours = (span: ReturnType<typeof spanAt>): number | undefined =>
  span === undefined ? undefined : (span.toMs - span.fromMs) / 3_600_000;
const at = (iso: string): number => Date.parse(iso);
const berlin: CalendarWindow = { days: ['mon', 'fri'], from: '08:00', to: '20:00', timeZone: 'Europe/Berlin' };

test('a weekly window is open from its first minute to the one before its end, by the clock on the wall', () => {
  // 2026-11-27 is a Friday; Berlin is an hour ahead of UTC in winter.
  expect(spanAt(berlin, at('2026-11-27T06:59:59Z'))).toBeUndefined();
  expect(spanAt(berlin, at('2026-11-27T07:00:00Z'))).toEqual({
    fromMs: at('2026-11-27T07:00:00Z'),
    toMs: at('2026-11-27T19:00:00Z'),
  });
  expect(spanAt(berlin, at('2026-11-27T19:00:00Z'))).toBeUndefined();
  expect(spanAt(berlin, at('2026-11-28T10:00:00Z'))).toBeUndefined();
});

test('in summer the same window opens an hour earlier by UTC', () => {
  expect(spanAt(berlin, at('2026-07-03T06:00:00Z'))?.fromMs).toBe(at('2026-07-03T06:00:00Z'));
});

test('a window over midnight belongs to the day on which it begins', () => {
  const night: CalendarWindow = { days: ['sat'], from: '22:00', to: '04:00', timeZone: 'UTC' };

  expect(hours(spanAt(night, at('2026-11-29T03:59:00Z')))).toBe(6);
  expect(spanAt(night, at('2026-11-29T04:00:00Z'))).toBeUndefined();
  expect(spanAt(night, at('2026-11-28T03:00:00Z'))).toBeUndefined();
});

test.each([
  // New York: forward on 2026-03-08 at 02:00, back on 2026-11-01 at 02:00.
  ['clocks go forward', '2026-03-08T12:00:00Z', 23],
  ['clocks go back', '2026-11-01T12:00:00Z', 25],
  ['an ordinary day', '2026-11-02T12:00:00Z', 24],
])('a whole day where %s has as many hours as that day has', (_, now, length) => {
  const day: CalendarWindow = { from: '00:00', to: '24:00', timeZone: 'America/New_York' };

  expect(hours(spanAt(day, at(now)))).toBe(length);
});

test('a time that is skipped counts by the old offset, and of one that comes twice the window has both', () => {
  const small: CalendarWindow = { from: '01:30', to: '02:30', timeZone: 'America/New_York' };

  expect(spanAt(small, at('2026-03-08T06:40:00Z'))).toEqual({
    fromMs: at('2026-03-08T06:30:00Z'),
    toMs: at('2026-03-08T07:30:00Z'),
  });
  expect(hours(spanAt(small, at('2026-11-01T06:40:00Z')))).toBe(2);
});

test('a span between two dates, local or with an offset, and a lead before it', () => {
  const sale: CalendarWindow = { from: '2026-11-27T00:00', to: '2026-11-28T00:00Z', timeZone: 'Asia/Tokyo' };

  expect(hours(spanAt(sale, at('2026-11-27T12:00:00Z')))).toBe(33);
  expect(spanAt(sale, at('2026-11-26T14:30:00Z'))).toBeUndefined();
  expect(spanAt(sale, at('2026-11-26T14:30:00Z'), 30 * 60_000)).toBeDefined();
});

test('a zone that is half an hour off counts so', () => {
  const window: CalendarWindow = { from: '09:00', to: '10:00', timeZone: 'Asia/Kolkata' };

  expect(spanAt(window, at('2026-11-27T03:30:00Z'))?.fromMs).toBe(at('2026-11-27T03:30:00Z'));
});
