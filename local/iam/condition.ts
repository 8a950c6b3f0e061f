import { fitsPattern, withVariables } from './pattern-match';

/** Condition keys of one call, names in lower case. */
export type RequestContext = ReadonlyMap<string, string>;

type Test = (actual: string, wanted: string) => boolean;

const numeric =
  (holds: (actual: number, wanted: number) => boolean): Test =>
  (actual, wanted) =>
    holds(Number(actual), Number(wanted));
const date =
  (holds: (actual: number, wanted: number) => boolean): Test =>
  (actual, wanted) =>
    holds(Date.parse(actual), Date.parse(wanted));
const like: Test = (actual, wanted) => fitsPattern(wanted, actual);

interface Operator {
  readonly test: Test;
  /** True for the operators that hold when no value fits, and when the key is absent. */
  readonly negated: boolean;
}

const OPERATORS: ReadonlyMap<string, Operator> = new Map(
  Object.entries({
    StringEquals: { test: (actual, wanted) => actual === wanted, negated: false },
    StringNotEquals: { test: (actual, wanted) => actual === wanted, negated: true },
    StringEqualsIgnoreCase: { test: (a, b) => a.toLowerCase() === b.toLowerCase(), negated: false },
    StringNotEqualsIgnoreCase: { test: (a, b) => a.toLowerCase() === b.toLowerCase(), negated: true },
    StringLike: { test: like, negated: false },
    StringNotLike: { test: like, negated: true },
    ArnEquals: { test: like, negated: false },
    ArnLike: { test: like, negated: false },
    ArnNotEquals: { test: like, negated: true },
    ArnNotLike: { test: like, negated: true },
    Bool: { test: (a, b) => a.toLowerCase() === b.toLowerCase(), negated: false },
    NumericEquals: { test: numeric((a, b) => a === b), negated: false },
    NumericNotEquals: { test: numeric((a, b) => a === b), negated: true },
    NumericLessThan: { test: numeric((a, b) => a < b), negated: false },
    NumericLessThanEquals: { test: numeric((a, b) => a <= b), negated: false },
    NumericGreaterThan: { test: numeric((a, b) => a > b), negated: false },
    NumericGreaterThanEquals: { test: numeric((a, b) => a >= b), negated: false },
    DateLessThan: { test: date((a, b) => a < b), negated: false },
    DateGreaterThan: { test: date((a, b) => a > b), negated: false },
  } satisfies Record<string, Operator>),
);

const IF_EXISTS = /IfExists$/;
/** Calls here have at most one value of a key, and of one value both say the same. A key that is absent fails, where AWS lets ForAllValues hold. */
const SET = /^(?:ForAllValues|ForAnyValue):/;

const plain = (name: string): string => name.replace(SET, '').replace(IF_EXISTS, '');

export function isKnownOperator(name: string): boolean {
  return name === 'Null' || OPERATORS.has(plain(name));
}

export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** Whether one condition holds; keys that the call does not have make it fail, unless the operator is negated or says IfExists. */
export function holds({ operator, key, values }: Condition, context: RequestContext): boolean {
  const actual = context.get(key.toLowerCase());
  if (operator === 'Null') {
    return values.some((value) => (value === 'true') === (actual === undefined));
  }
  const known = OPERATORS.get(plain(operator));
  if (known === undefined) {
    return false;
  }
  if (actual === undefined) {
    return known.negated || IF_EXISTS.test(operator);
  }
  const fits = values.some((value) => {
    const wanted = withVariables(value, context);
    return wanted !== undefined && known.test(actual, wanted);
  });
  return fits !== known.negated;
}
