import { bounded, type MathContext, type MathFunction, only, unsupported } from './math-arguments';
import { eachSeries, type MathValue, type ScalarValue, scalar, seriesOf, type TimeSeries } from './math-value';

/** FILL(series or array, scalar | series | REPEAT | LINEAR): a value for every timestamp of the request that has none. */
export const FILL: MathFunction = (args, context) => {
  const [target, filler] = bounded('FILL', args, 2, 2) as [MathValue, MathValue];
  switch (filler.kind) {
    case 'scalar':
      return fillEach(args, target, context, () => () => filler.value);
    case 'series':
      return fillEach(args, target, context, () => (atMs) => filler.points.get(atMs));
    case 'text':
      if (filler.text === 'REPEAT') {
        return fillEach(args, target, context, repeating);
      }
      if (filler.text === 'LINEAR') {
        return fillEach(args, target, context, interpolating);
      }
      throw unsupported('FILL', args);
    case 'array':
      throw unsupported('FILL', args);
  }
};

type Filler = (atMs: number) => number | undefined;

function fillEach(
  args: readonly MathValue[],
  target: MathValue,
  context: MathContext,
  fillerFor: (series: TimeSeries) => Filler,
): MathValue {
  if (target.kind !== 'series' && target.kind !== 'array') {
    throw unsupported('FILL', args);
  }
  return eachSeries('FILL', target, (series) => {
    const filler = fillerFor(series);
    const times = [...new Set([...context.grid(series.periodS), ...series.points.keys()])].sort((a, b) => a - b);
    const points = times.flatMap((atMs) => {
      const value = series.points.get(atMs) ?? filler(atMs);
      return value === undefined ? [] : [[atMs, value] as const];
    });
    return seriesOf(series, points);
  });
}

/** The newest value before the gap; nothing before the first point. */
function repeating(series: TimeSeries): Filler {
  const points = [...series.points];
  return (atMs) => points.findLast(([time]) => time < atMs)?.[1];
}

/** On the line between the values at both ends of the gap; nothing where one end is open. */
function interpolating(series: TimeSeries): Filler {
  const points = [...series.points];
  return (atMs) => {
    const before = points.findLast(([time]) => time < atMs);
    const after = points.find(([time]) => time > atMs);
    if (before === undefined || after === undefined) {
      return undefined;
    }
    const share = (atMs - before[0]) / (after[0] - before[0]);
    return before[1] + share * (after[1] - before[1]);
  };
}

/** IF(condition, then, otherwise): a true point that `then` lacks is 0, a false one that `otherwise` lacks is dropped. */
export const IF: MathFunction = (args) => {
  const [condition, then, otherwise] = bounded('IF', args, 2, 3) as [MathValue, MathValue, MathValue | undefined];
  if (!isOperand(then) || (otherwise !== undefined && !isOperand(otherwise))) {
    throw unsupported('IF', args);
  }
  if (condition.kind === 'scalar') {
    const like = [then, otherwise].find((value): value is TimeSeries => value?.kind === 'series');
    const chosen = condition.value !== 0 ? then : otherwise;
    if (like === undefined) {
      return chosen ?? scalar(0);
    }
    return chosen?.kind === 'series' ? chosen : constantLike(like, chosen);
  }
  if (condition.kind !== 'series') {
    throw unsupported('IF', args);
  }
  const points = [...condition.points].flatMap(([atMs, value]) => {
    const chosen = value !== 0 ? (valueAt(then, atMs) ?? 0) : valueAt(otherwise, atMs);
    return chosen === undefined ? [] : [[atMs, chosen] as const];
  });
  return seriesOf(condition, points);
};

type Operand = TimeSeries | ScalarValue;

function isOperand(value: MathValue): value is Operand {
  return value.kind === 'series' || value.kind === 'scalar';
}

function valueAt(operand: Operand | undefined, atMs: number): number | undefined {
  return operand?.kind === 'series' ? operand.points.get(atMs) : operand?.value;
}

function constantLike(like: TimeSeries, chosen: ScalarValue | undefined): TimeSeries {
  return seriesOf(
    like,
    chosen === undefined ? [] : [...like.points.keys()].map((atMs) => [atMs, chosen.value] as const),
  );
}

/** The functions that make a series without gaps from the request's timestamps (UTC). DAY runs from 1, Monday, to 7. */
export const TIME_FUNCTIONS: Readonly<Record<string, MathFunction>> = {
  MINUTE: clockwise('MINUTE', (date) => date.getUTCMinutes()),
  HOUR: clockwise('HOUR', (date) => date.getUTCHours()),
  DAY: clockwise('DAY', (date) => ((date.getUTCDay() + 6) % 7) + 1),
  DATE: clockwise('DATE', (date) => date.getUTCDate()),
  MONTH: clockwise('MONTH', (date) => date.getUTCMonth() + 1),
  YEAR: clockwise('YEAR', (date) => date.getUTCFullYear()),
  EPOCH: clockwise('EPOCH', (date) => date.getTime() / 1_000),
  TIME_SERIES: (args, context) => {
    const value = only('TIME_SERIES', args);
    if (value.kind !== 'scalar') {
      throw unsupported('TIME_SERIES', args);
    }
    const periodS = context.defaultPeriodS;
    const points = new Map(context.grid(periodS).map((atMs) => [atMs, value.value]));
    return { kind: 'series', label: 'TIME_SERIES', periodS, points };
  },
};

function clockwise(name: string, part: (date: Date) => number): MathFunction {
  return (args, context) => {
    const value = only(name, args);
    if (value.kind !== 'series') {
      throw unsupported(name, args);
    }
    return seriesOf(
      value,
      context.grid(value.periodS).map((atMs) => [atMs, part(new Date(atMs))] as const),
    );
  };
}
