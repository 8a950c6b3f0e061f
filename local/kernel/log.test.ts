import { createLog } from './log';
import { logText } from './log-text';
import type { LogLine } from './service';

describe('log', () => {
  test('lines carry virtual time and reach every listener until it leaves', () => {
    const log = createLog(() => 42);
    const seen: LogLine[] = [];
    const leave = log.onLine((line) => seen.push(line));
    log.write('alarm.fired', { name: 'cpu' });
    leave();
    log.write('alarm.fired', { name: 'cpu' });

    expect(seen).toEqual([{ atMs: 42, event: 'alarm.fired', fields: { name: 'cpu' } }]);
  });

  test('the text of a line is one line, with long values cut', () => {
    const fields = {
      alarm: 'cpu high',
      none: undefined,
      count: 3,
      error: 'a\n  b',
      list: [1, 2],
      long: 'x'.repeat(200),
    };

    expect(logText({ atMs: Date.UTC(2026, 0, 1, 2, 3, 4), event: 'alarm.fired', fields })).toBe(
      `2026-01-01 02:03:04 alarm.fired alarm="cpu high" count=3 error="a | b" list=[1,2] long=${'x'.repeat(160)}…`,
    );
  });
});
