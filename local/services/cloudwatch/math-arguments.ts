import { MathError } from './math-error';
import { type MathValue, type SeriesArray, type TimeSeries, typeName } from './math-value';

/** What functions need of the request: its metrics and its grid of timestamps. */
export interface MathContext {
  /** All metrics of the request, expressions not included, in the request's order. */
  metrics(): readonly TimeSeries[];
  /** Every timestamp of the request at this period. */
  grid(periodS: number): readonly number[];
  /** The period of a series that comes from a scalar alone. */
  readonly defaultPeriodS: number;
}

export type MathFunction = (args: readonly MathValue[], context: MathContext) => MathValue;

export function only(name: string, args: readonly MathValue[]): MathValue {
  const [value] = bounded(name, args, 1, 1);
  return value as MathValue;
}

export function bounded(name: string, args: readonly MathValue[], least: number, most: number): readonly MathValue[] {
  if (args.length < least || args.length > most) {
    const allowed = least === most ? String(least) : `${least} to ${most}`;
    throw new MathError(`${name} takes ${allowed} argument(s), got ${args.length}`);
  }
  return args;
}

export function arrayArgument(name: string, args: readonly MathValue[], value: MathValue | undefined): SeriesArray {
  if (value?.kind !== 'array') {
    throw unsupported(name, args);
  }
  return value;
}

export function indexArgument(name: string, args: readonly MathValue[], value: MathValue | undefined): number {
  if (value?.kind !== 'scalar' || !Number.isInteger(value.value) || value.value < 0) {
    throw unsupported(name, args);
  }
  return value.value;
}

export function unsupported(name: string, args: readonly MathValue[]): MathError {
  return new MathError(`Unsupported argument type(s) for ${name}: '[${args.map(typeName).join(', ')}]'`);
}
