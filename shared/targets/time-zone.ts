/** Local time in a zone; month 1-12, weekday 0 = Sunday. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly minuteOfDay: number;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Making a formatter costs a hundred times what using it does. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(timeZone, format);
  return format;
}

export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** What a clock on the wall there shows. */
export function wallTimeAt(atMs: number, timeZone: string): WallTime {
  const shown = new Date(atMs + offsetMs(atMs, timeZone));
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    minuteOfDay: shown.getUTCHours() * 60 + shown.getUTCMinutes(),
  };
}

/**
 * The instant at which the clock there shows a time. Where clocks are put back it shows it twice: `pick` says which; a time
 * that is skipped where they are put forward is the one that the old offset gives, so an hour later on the new clock.
 */
export function instantOf(wall: WallTime, timeZone: string, pick: 'first' | 'last'): number {
  const shownMs = Date.UTC(wall.year, wall.month - 1, wall.day) + wall.minuteOfDay * minuteMs;
  const offsets = [offsetMs(shownMs - dayMs, timeZone), offsetMs(shownMs + dayMs, timeZone)] as const;
  const instants = offsets.map((offset) => shownMs - offset).filter((at) => at + offsetMs(at, timeZone) === shownMs);
  if (instants.length === 0) return shownMs - offsets[0];
  return pick === 'first' ? Math.min(...instants) : Math.max(...instants);
}

/** Offsets change at full quarters of an hour at most, and asking `Intl` takes tens of microseconds. */
const quarterMs = 15 * minuteMs;
const mostRemembered = 2000;
const offsets = new Map<string, number>();

/** What the zone is ahead of UTC at an instant. */
function offsetMs(atMs: number, timeZone: string): number {
  if (timeZone === 'UTC') return 0;
  const quarter = Math.floor(atMs / quarterMs);
  const key = `${timeZone} ${quarter}`;
  const remembered = offsets.get(key);
  if (remembered !== undefined) return remembered;
  const offset = askedOffsetMs(quarter * quarterMs, timeZone);
  if (offsets.size >= mostRemembered) offsets.clear();
  offsets.set(key, offset);
  return offset;
}

function askedOffsetMs(atMs: number, timeZone: string): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(atMs)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(atMs / 1000) * 1000;
}
