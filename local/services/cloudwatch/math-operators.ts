import { MathError } from './math-error';
import type { BinaryOperator } from './math-parse';
import { allTimes, type MathValue, mapPoints, scalar, seriesOf, type TimeSeries, typeName } from './math-value';

type Combine = (left: number, right: number) => number;

const COMBINE: Readonly<Record<BinaryOperator, Combine>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => (b === 0 ? Number.NaN : a / b),
  '^': (a, b) => a ** b,
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  '<': (a, b) => Number(a < b),
  '>': (a, b) => Number(a > b),
  '<=': (a, b) => Number(a <= b),
  '>=': (a, b) => Number(a >= b),
  '&&': (a, b) => Number(a !== 0 && b !== 0),
  AND: (a, b) => Number(a !== 0 && b !== 0),
  '||': (a, b) => Number(a !== 0 || b !== 0),
  OR: (a, b) => Number(a !== 0 || b !== 0),
};

/**
 * One operator between two values. A point that only one of two series has meets a 0; a point that would be divided by zero is
 * dropped; an array works element by element with a scalar or a series, and not with another array.
 */
export function applyBinary(operator: BinaryOperator, left: MathValue, right: MathValue): MathValue {
  const combine = COMBINE[operator];
  if (left.kind === 'scalar' && right.kind === 'scalar') {
    return scalar(combine(left.value, right.value));
  }
  if (left.kind === 'array' && (right.kind === 'scalar' || right.kind === 'series')) {
    return { kind: 'array', items: left.items.map((item) => withSeries(combine, item, right)) };
  }
  if (right.kind === 'array' && (left.kind === 'scalar' || left.kind === 'series')) {
    return { kind: 'array', items: right.items.map((item) => withSeries(combine, left, item)) };
  }
  if ((left.kind === 'series' || left.kind === 'scalar') && (right.kind === 'series' || right.kind === 'scalar')) {
    return withSeries(combine, left, right);
  }
  throw new MathError(`Unsupported operand type(s) for ${operator}: '[${typeName(left)}, ${typeName(right)}]'`);
}

export function negate(value: MathValue): MathValue {
  switch (value.kind) {
    case 'scalar':
      return scalar(-value.value);
    case 'series':
      return mapPoints(value, (point) => -point);
    case 'array':
      return { kind: 'array', items: value.items.map((item) => mapPoints(item, (point) => -point)) };
    case 'text':
      throw new MathError(`Unsupported operand type(s) for -: '[${typeName(value)}]'`);
  }
}

function withSeries(
  combine: Combine,
  left: TimeSeries | { readonly kind: 'scalar'; readonly value: number },
  right: TimeSeries | { readonly kind: 'scalar'; readonly value: number },
): TimeSeries {
  if (left.kind === 'scalar' && right.kind === 'series') {
    return mapPoints(right, (value) => combine(left.value, value));
  }
  if (left.kind === 'series' && right.kind === 'scalar') {
    return mapPoints(left, (value) => combine(value, right.value));
  }
  if (left.kind !== 'series' || right.kind !== 'series') {
    throw new MathError('an operator on two scalars gives no time series');
  }
  const times = allTimes([left, right]);
  return seriesOf(
    left,
    times.map((atMs) => [atMs, combine(left.points.get(atMs) ?? 0, right.points.get(atMs) ?? 0)] as const),
  );
}
