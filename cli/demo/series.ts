/** A recorded series as `timestamp,value` lines; only the order and the values matter to a replay. */
export type ParsedSeries =
  | { readonly kind: 'series'; readonly values: readonly number[] }
  | { readonly kind: 'invalid'; readonly problem: string };

/** Reads a CSV with a header line `timestamp,value`; every later line is checked. Blank lines at the end are allowed. */
export const parseSeries = (text: string): ParsedSeries => {
  const lines = text.replace(/\r/g, '').trimEnd().split('\n');
  if (lines[0]?.trim() !== 'timestamp,value') {
    return { kind: 'invalid', problem: `line 1: the header must be "timestamp,value", it is "${lines[0] ?? ''}"` };
  }
  const values: number[] = [];
  for (const [index, line] of lines.slice(1).entries()) {
    const [timestamp = '', value = '', ...rest] = line.split(',');
    if (rest.length > 0 || Number.isNaN(Date.parse(timestamp))) {
      return { kind: 'invalid', problem: `line ${index + 2}: "${line}" is not a timestamp and a value` };
    }
    const number = value.trim() === '' ? Number.NaN : Number(value);
    if (!Number.isFinite(number) || number < 0) {
      return { kind: 'invalid', problem: `line ${index + 2}: the value "${value}" must be a number of at least 0` };
    }
    values.push(number);
  }
  if (values.length < 10) return { kind: 'invalid', problem: `${values.length} points: a replay needs at least 10` };
  return { kind: 'series', values };
};

/**
 * The stretch of `length` points around the steepest lasting rise, so that a long recording shows what matters: the mean of the quarter
 * after a point minus the mean of the quarter before it is largest there.
 */
export const steepestStretch = (values: readonly number[], length: number): readonly number[] => {
  if (values.length <= length) return values;
  const quarter = Math.max(1, Math.floor(length / 4));
  const sums = prefixSums(values);
  const mean = (from: number, to: number) => ((sums[to] ?? 0) - (sums[from] ?? 0)) / (to - from);
  let best = quarter;
  let bestRise = Number.NEGATIVE_INFINITY;
  for (let at = quarter; at <= values.length - (length - quarter); at += 1) {
    const rise = mean(at, at + quarter) - mean(at - quarter, at);
    if (rise > bestRise) [best, bestRise] = [at, rise];
  }
  return values.slice(best - quarter, best - quarter + length);
};

const prefixSums = (values: readonly number[]): readonly number[] => {
  const sums = [0];
  for (const value of values) sums.push((sums.at(-1) ?? 0) + value);
  return sums;
};

/** Scales so that the mean of the first `count` points becomes `level`; a series that begins with zeros is scaled by its overall mean. */
export const scaleToStart = (values: readonly number[], count: number, level: number): readonly number[] => {
  const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / Math.max(1, list.length);
  const start = mean(values.slice(0, count)) || mean(values) || 1;
  return values.map((value) => (value / start) * level);
};
