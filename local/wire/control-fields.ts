import type { ControlProblem } from './control';

/** Collects what is wrong with a control call's body, so that all of it is told at once. */
export class FieldReader {
  readonly problems: ControlProblem[] = [];

  problem(field: string, value: unknown, rule: string): undefined {
    this.problems.push({ field, value, rule });
    return undefined;
  }

  record(field: string, value: unknown, known: readonly string[]): Readonly<Record<string, unknown>> | undefined {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return this.problem(field, value, 'must be an object');
    }
    for (const key of Object.keys(value)) {
      if (!known.includes(key)) {
        this.problem(
          join(field, key),
          (value as Record<string, unknown>)[key],
          `is not known; known are ${known.join(', ')}`,
        );
      }
    }
    return value as Readonly<Record<string, unknown>>;
  }

  number(
    field: string,
    value: unknown,
    { min, max, integer = false }: { readonly min: number; readonly max: number; readonly integer?: boolean },
  ): number | undefined {
    return value === undefined ? undefined : this.requiredNumber(field, value, { min, max, integer });
  }

  requiredNumber(
    field: string,
    value: unknown,
    { min, max, integer = false }: { readonly min: number; readonly max: number; readonly integer?: boolean },
  ): number | undefined {
    const fits = typeof value === 'number' && value >= min && value <= max && (!integer || Number.isInteger(value));
    if (!fits) {
      return this.problem(field, value, `must be ${integer ? 'a whole number' : 'a number'} from ${min} to ${max}`);
    }
    return value;
  }

  oneOf<Value extends string>(field: string, value: unknown, allowed: readonly Value[]): Value | undefined {
    if (value === undefined) {
      return undefined;
    }
    const found = allowed.find((candidate) => candidate === value);
    return found ?? this.problem(field, value, `must be one of ${allowed.join(', ')}`);
  }
}

export function join(field: string, key: string): string {
  return field === '' ? key : `${field}.${key}`;
}
