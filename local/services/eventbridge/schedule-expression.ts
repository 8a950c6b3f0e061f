import cron from 'aws-cron-parser';

/** When a scheduled rule runs. Times are UTC, ms since the epoch. */
export interface Schedule {
  /** The first run after `afterMs`; `startMs` is when the rule began to be enabled. Undefined once there is none. */
  nextAfter(afterMs: number, startMs: number): number | undefined;
}

const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const FIELD = /^[0-9A-Za-z*?,/#-]+$/;

/** Reads `rate(5 minutes)` or `cron(0 10 * * ? *)`; undefined for what EventBridge refuses. */
export function parseSchedule(text: string): Schedule | undefined {
  const [, kind, inside = ''] = /^(rate|cron)\((.+)\)$/.exec(text) ?? [];
  if (kind === undefined) {
    return undefined;
  }
  return kind === 'rate' ? parseRate(inside) : parseCron(inside);
}

/** The first run is one interval after the rule began. */
function parseRate(text: string): Schedule | undefined {
  const [, digits = '', unit = '', plural] = /^([1-9]\d{0,8}) (minute|hour|day)(s?)$/.exec(text) ?? [];
  const count = Number(digits);
  const unitMs = UNIT_MS[unit];
  if (unitMs === undefined || (count === 1) !== (plural === '')) {
    return undefined;
  }
  const everyMs = count * unitMs;
  return {
    nextAfter: (afterMs, startMs) => startMs + (Math.max(0, Math.floor((afterMs - startMs) / everyMs)) + 1) * everyMs,
  };
}

/** Six fields: minutes, hours, day of month, month, day of week, year; one of the two days must be `?`. */
function parseCron(text: string): Schedule | undefined {
  const fields = text.split(' ');
  if (fields.length !== 6 || !fields.every((field) => FIELD.test(field))) {
    return undefined;
  }
  const unset = fields.flatMap((field, i) => (field === '?' ? [i] : []));
  if (unset.length !== 1 || (unset[0] !== 2 && unset[0] !== 4)) {
    return undefined;
  }
  try {
    const parsed = cron.parse(text);
    const values = Object.values(parsed).flat();
    if (values.some((value) => typeof value === 'number' && Number.isNaN(value))) {
      return undefined;
    }
    return { nextAfter: (afterMs) => cron.next(parsed, new Date(afterMs))?.getTime() };
  } catch {
    return undefined;
  }
}
