import type { ControllableClock } from '../kernel/clock';
import { BadControlInput, type ControlRoute } from './control';
import { FieldReader } from './control-fields';

const FIELDS = ['now', 'speed', 'paused', 'advanceMs'];
const MAX_ADVANCE_MS = 366 * 24 * 3_600_000;

/**
 * `/_daxpilot/clock`: GET tells `{now, speed, paused}`; POST takes any of `speed`, `paused` and `advanceMs` and answers when time has
 * moved and everything due on the way has run. `now` (ISO 8601 or ms) moves forward to that time; time never goes back.
 */
export function clockControls(clock: ControllableClock): readonly ControlRoute[] {
  const told = () => ({ now: new Date(clock.now()).toISOString(), speed: clock.speed, paused: clock.paused });
  return [
    { method: 'GET', name: 'clock', handle: told },
    {
      method: 'POST',
      name: 'clock',
      handle: async (body) => {
        const { speed, paused, advanceMs, nowMs } = parseClock(body, clock);
        if (speed !== undefined) {
          clock.setSpeed(speed);
        }
        if (paused !== undefined) {
          paused ? clock.pause() : clock.resume();
        }
        if (advanceMs !== undefined) {
          await clock.advance(advanceMs);
        }
        if (nowMs !== undefined) {
          await clock.advance(Math.max(nowMs - clock.now(), 0));
        }
        return told();
      },
    },
  ];
}

interface ClockWish {
  readonly speed: number | undefined;
  readonly paused: boolean | undefined;
  readonly advanceMs: number | undefined;
  readonly nowMs: number | undefined;
}

function parseClock(body: unknown, clock: ControllableClock): ClockWish {
  const reader = new FieldReader();
  const record = reader.record('body', body, FIELDS) ?? {};
  const { paused } = record;
  if (paused !== undefined && typeof paused !== 'boolean') {
    reader.problem('paused', paused, 'must be true or false');
  }
  const wish: ClockWish = {
    speed: reader.number('speed', record.speed, { min: 0.001, max: 100_000 }),
    paused: typeof paused === 'boolean' ? paused : undefined,
    advanceMs: reader.number('advanceMs', record.advanceMs, { min: 0, max: MAX_ADVANCE_MS }),
    nowMs: parseNow(reader, record.now, clock),
  };
  if (wish.advanceMs !== undefined && wish.nowMs !== undefined) {
    reader.problem('now', record.now, 'cannot be given together with advanceMs');
  }
  if (reader.problems.length > 0) {
    throw new BadControlInput(reader.problems);
  }
  return wish;
}

function parseNow(reader: FieldReader, value: unknown, clock: ControllableClock): number | undefined {
  if (value === undefined) {
    return undefined;
  }
  const nowMs = typeof value === 'number' ? value : Date.parse(String(value));
  if (!Number.isFinite(nowMs) || nowMs < clock.now() || nowMs > clock.now() + MAX_ADVANCE_MS) {
    const from = new Date(clock.now()).toISOString();
    return reader.problem('now', value, `must be a time (ISO 8601 or ms) from ${from} to a year later`);
  }
  return nowMs;
}
