/** A demand by the minute: values are held for points up to 5 minutes apart and drawn as lines between wider ones. */
export interface MinuteSeries {
  /** Start of minute 0. */
  readonly startMs: number;
  readonly values: Float64Array;
  /** What was done about the file: duplicates, order, gaps. */
  readonly notes: readonly string[];
}

export type ReadSeries =
  | { readonly kind: 'series'; readonly series: MinuteSeries }
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

const minuteMs = 60_000;
const heldMs = 5 * minuteMs;
/** Two years of minutes: more is a mistake in a time stamp. */
const mostMinutes = 2 * 366 * 24 * 60;
const mostProblems = 20;

export interface SeriesPoint {
  readonly atMs: number;
  readonly value: number;
}

/**
 * Reads `timestamp,value` lines; times without a zone are UTC. Of duplicates of one minute the last counts, lines in
 * the wrong order are sorted (both are said); anything that is not a time and a number of at least 0 is a problem with its line.
 */
export const readSeries = (text: string): ReadSeries => {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  while (lines.length > 0 && lines.at(-1)?.trim() === '') lines.pop();
  const head = lines[0]?.replaceAll('"', '').replaceAll(' ', '').toLowerCase();
  if (head !== 'timestamp,value') {
    return { kind: 'invalid', problems: [`line 1: "${shown(lines[0] ?? '')}" must be the header "timestamp,value"`] };
  }
  const problems: string[] = [];
  const points: SeriesPoint[] = [];
  for (let index = 1; index < lines.length && problems.length < mostProblems; index += 1) {
    const line = lines[index] ?? '';
    const point = pointOf(line);
    if (typeof point === 'string') problems.push(`line ${index + 1}: "${shown(line)}": ${point}`);
    else points.push(point);
  }
  if (problems.length > 0) return { kind: 'invalid', problems };
  if (points.length < 2)
    return {
      kind: 'invalid',
      problems: [`${points.length} data lines: a replay needs at least 2 points at different minutes`],
    };
  return onMinutes(points);
};

const shown = (line: string): string => (line.length > 60 ? `${line.slice(0, 60)}…` : line);

const pointOf = (line: string): SeriesPoint | string => {
  const cells = line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  const [timestamp = '', value = ''] = cells;
  if (cells.length !== 2) return 'must be a timestamp and a value';
  const atMs = timeOf(timestamp);
  if (Number.isNaN(atMs)) return `the timestamp "${timestamp}" must be a date and time, e.g. 2026-11-24 12:00:00`;
  const number = value === '' ? Number.NaN : Number(value);
  if (!Number.isFinite(number) || number < 0) return `the value "${value}" must be a number of at least 0`;
  return { atMs, value: number };
};

const timeOf = (text: string): number => {
  const match = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?( ?(?:Z|UTC|[+-]\d\d:?\d\d))?$/.exec(
    text,
  );
  if (match === null) return Number.NaN;
  const [, year, month, day, hour, minute, second = '00', zone = 'Z'] = match;
  const offset = zone
    .trim()
    .replace('UTC', 'Z')
    .replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
  const atMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`);
  // Date.parse rolls 30 February over to March.
  const local = new Date(Date.parse(`${year}-${month}-${day}T00:00:00Z`));
  return local.getUTCDate() === Number(day) ? atMs : Number.NaN;
};

/** Points of a file or of CloudWatch on their minutes; those in between are held or interpolated. */
export const onMinutes = (points: readonly SeriesPoint[]): ReadSeries => {
  const notes: string[] = [];
  const sorted = points.every((point, index) => index === 0 || point.atMs >= (points[index - 1]?.atMs ?? 0));
  if (!sorted) notes.push('lines were not in order of time: sorted');
  const inOrder = sorted ? points : points.toSorted((a, b) => a.atMs - b.atMs);
  const startMs = inOrder[0]?.atMs ?? 0;
  const last = Math.floor(((inOrder.at(-1)?.atMs ?? 0) - startMs) / minuteMs);
  if (last === 0) return { kind: 'invalid', problems: ['all points lie in one minute: a replay needs at least 2'] };
  if (last > mostMinutes) {
    return {
      kind: 'invalid',
      problems: [
        `from the first to the last timestamp it is ${Math.round(last / 1440)} days: at most two years are played`,
      ],
    };
  }
  const known: { minute: number; value: number }[] = [];
  let duplicates = 0;
  for (const { atMs, value } of inOrder) {
    const minute = Math.floor((atMs - startMs) / minuteMs);
    const before = known.at(-1);
    if (before?.minute === minute) {
      before.value = value;
      duplicates += 1;
    } else known.push({ minute, value });
  }
  if (duplicates > 0) notes.push(`${duplicates} points fell on a minute that had one: the last counts`);
  const values = new Float64Array(last + 1);
  let wide = 0;
  for (const [index, { minute, value }] of known.entries()) {
    const after = known[index + 1];
    values[minute] = value;
    if (after === undefined) continue;
    const apart = after.minute - minute;
    const held = apart * minuteMs <= heldMs;
    if (!held) wide += 1;
    for (let step = 1; step < apart; step += 1) {
      values[minute + step] = held ? value : value + ((after.value - value) * step) / apart;
    }
  }
  if (wide > 0) notes.push(`${wide} gaps of more than 5 minutes: values between are interpolated`);
  return { kind: 'series', series: { startMs, values, notes } };
};
